import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconKey, IconPlus, IconSparkles, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/access';
import { say as parts } from '#text/parts';
import { keys as names } from '../../api/keys.ts';
import { sshKeysQuery, type SshKey } from '../../api/ssh-keys.ts';
import { useAccessActions } from '../../live/access-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { NothingHere } from '../../parts/load-error.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { AccessTabs } from './access-tabs.tsx';
import { AddKeyDialog } from './add-key-dialog.tsx';
import { GenerateKeyDialog } from './generate-key-dialog.tsx';
import { fingerprintOf } from './key-fingerprint.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** The public keys that new machines get. */
export function SshKeysPage() {
  const keys = useQuery(sshKeysQuery);
  const [adding, setAdding] = useState(false);
  const [generating, setGenerating] = useState(false);
  const add = (
    <>
      <ActButton
        variant="default"
        leftSection={<IconSparkles size={16} aria-hidden />}
        onClick={() => setGenerating(true)}
      >
        {say.generate}
      </ActButton>
      <Button
        leftSection={<IconPlus size={16} aria-hidden />}
        aria-keyshortcuts="C"
        onClick={() => setAdding(true)}
      >
        {say.addKey}
      </Button>
    </>
  );
  return (
    <>
      <PageHead title={say.sshKeys} below={say.keysPurpose}>
        {keys.data !== null && add}
      </PageHead>
      <AccessTabs />
      <Loaded
        of={keys}
        failed={{ title: say.keysNotLoaded, stillWorks: parts.machinesKeepRunning }}
        empty={
          <Empty icon={IconKey} title={say.noKeys} actions={add}>
            {say.noKeysWhy}
          </Empty>
        }
        card
      >
        {(all) => (all === null ? <NothingHere heading={false} /> : <KeyList keys={all} />)}
      </Loaded>
      {generating && <GenerateKeyDialog onClose={() => setGenerating(false)} />}
      {adding && <AddKeyDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function KeyList({ keys }: { keys: SshKey[] }) {
  const { removeKey } = useAccessActions();
  const [removing, setRemoving] = useState<SshKey>();
  return (
    <section className="card clip" aria-label={say.sshKeys}>
      {keys.map((key) => (
        <div key={key.name} className="list-row">
          <IconKey size={18} stroke={1.7} color="var(--text-3)" className="fixed" aria-hidden />
          <span className="lines">
            <span className="strong">
              <Name of={key.name} />
            </span>
            <br />
            <span className="sub mono cut tiny block">
              {key.public_key.split(' ')[0]} <Fingerprint of={key} />
            </span>
          </span>
          <ActionIcon
            className="push"
            aria-label={say.remove({ key: plainName(key.name) })}
            onClick={() => setRemoving(key)}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      {removing !== undefined && (
        <Confirm
          title={say.removeAsk({ key: plainName(removing.name) })}
          deed={say.removeKey}
          act={() => removeKey(removing.name)}
          onClose={() => setRemoving(undefined)}
        >
          {say.removeMeans}
        </Confirm>
      )}
    </section>
  );
}

/** The SHA-256 fingerprint, which programs show today; the older one of the cloud until it is there, and where it cannot be had. */
function Fingerprint({ of: { public_key, fingerprint } }: { of: SshKey }) {
  const { data } = useQuery({
    queryKey: names.fingerprint(public_key),
    staleTime: Infinity,
    queryFn: async () => (await fingerprintOf(public_key)) ?? null,
  });
  return data ?? fingerprint;
}
