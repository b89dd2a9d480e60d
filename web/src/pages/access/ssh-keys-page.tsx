import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconKey, IconPlus, IconSparkles, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/access';
import { say as parts } from '#text/parts';
import { keys as names, readAgain } from '../../api/keys.ts';
import { compute } from '../../api/services.ts';
import { sshKeysQuery, type SshKey } from '../../api/ssh-keys.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LoadError, NothingHere } from '../../parts/load-error.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { AccessTabs } from './access-tabs.tsx';
import { AddKeyDialog } from './add-key-dialog.tsx';
import { GenerateKeyDialog } from './generate-key-dialog.tsx';
import { fingerprintOf } from './key-fingerprint.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** The public keys that new machines get. */
export function SshKeysPage() {
  const client = useQueryClient();
  const { data: keys, error, refetch } = useQuery(sshKeysQuery);
  const [adding, setAdding] = useState(false);
  const [generating, setGenerating] = useState(false);
  const [removing, setRemoving] = useState<SshKey>();
  const changed = () => readAgain(client, sshKeysQuery.queryKey);
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
        {keys !== null && add}
      </PageHead>
      <AccessTabs />
      {keys === null && <NothingHere heading={false} />}
      {keys === undefined && error === null && <RowsSkeleton />}
      {keys === undefined && error !== null && (
        <LoadError
          title={say.keysNotLoaded}
          error={error}
          stillWorks={parts.machinesKeepRunning}
          onRetry={() => void refetch()}
        />
      )}
      {keys?.length === 0 && (
        <div className="card">
          <Empty icon={IconKey} title={say.noKeys} actions={add}>
            {say.noKeysWhy}
          </Empty>
        </div>
      )}
      {keys !== undefined && keys !== null && keys.length > 0 && (
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
        </section>
      )}
      {generating && <GenerateKeyDialog onClose={() => setGenerating(false)} onMade={() => void changed()} />}
      {adding && <AddKeyDialog onClose={() => setAdding(false)} onAdded={() => void changed()} />}
      {removing !== undefined && (
        <Confirm
          title={say.removeAsk({ key: plainName(removing.name) })}
          deed={say.removeKey}
          act={async () => {
            await compute.deleteKeypair(removing.name);
            await changed();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {say.removeMeans}
        </Confirm>
      )}
    </>
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
