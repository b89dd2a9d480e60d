import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { compute } from '../../api/services.ts';
import { sshKeysQuery, type SshKey } from '../../api/ssh-keys.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LoadError, NothingHere } from '../../parts/load-error.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { AccessTabs } from './access-tabs.tsx';
import { AddKeyDialog } from './add-key-dialog.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** The public keys that new machines get. */
export function SshKeysPage() {
  const client = useQueryClient();
  const { data: keys, error, refetch } = useQuery(sshKeysQuery);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<SshKey>();
  const changed = () => client.invalidateQueries({ queryKey: ['ssh-keys'] });
  const add = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      aria-keyshortcuts="C"
      onClick={() => setAdding(true)}
    >
      Add key
    </Button>
  );
  return (
    <>
      <PageHead title="SSH keys" below="New machines let in whoever holds one of these.">
        {keys !== null && add}
      </PageHead>
      <AccessTabs />
      {keys === null && <NothingHere heading={false} />}
      {keys === undefined && error === null && <RowsSkeleton />}
      {keys === undefined && error !== null && (
        <LoadError
          title="The keys could not be loaded"
          error={error}
          stillWorks="Your machines keep running."
          onRetry={() => void refetch()}
        />
      )}
      {keys?.length === 0 && (
        <div className="card">
          <Empty icon={IconKey} title="No SSH keys yet" actions={add}>
            With a key you log in to a machine without a password.
          </Empty>
        </div>
      )}
      {keys !== undefined && keys !== null && keys.length > 0 && (
        <section className="card clip" aria-label="SSH keys">
          {keys.map((key) => (
            <div key={key.name} className="list-row">
              <IconKey size={18} stroke={1.7} color="var(--text-3)" style={{ flex: 'none' }} aria-hidden />
              <span style={{ minWidth: 0, lineHeight: '18px' }}>
                <span className="strong">
                  <Name of={key.name} />
                </span>
                <br />
                <span className="sub mono cut" style={{ display: 'block', fontSize: 12 }}>
                  {key.public_key.split(' ')[0]} {key.fingerprint}
                </span>
              </span>
              <ActionIcon
                className="push"
                aria-label={`Remove ${plainName(key.name)}`}
                onClick={() => setRemoving(key)}
              >
                <IconTrash size={16} stroke={1.7} />
              </ActionIcon>
            </div>
          ))}
        </section>
      )}
      {adding && <AddKeyDialog onClose={() => setAdding(false)} onAdded={() => void changed()} />}
      {removing !== undefined && (
        <Confirm
          title={`Remove the key ${plainName(removing.name)}?`}
          deed="Remove key"
          act={async () => {
            await compute.deleteKeypair(removing.name);
            await changed();
          }}
          onClose={() => setRemoving(undefined)}
        >
          New machines no longer get it. Machines that have it keep it.
        </Confirm>
      )}
    </>
  );
}
