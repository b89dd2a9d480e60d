import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/cloud-machines';
import type { AdministeredServer } from '../../../api/compute-administration.ts';
import { type ServerDeedName, useAdministrationActions } from '../../../live/administration-actions.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { noteFailure } from '../../../parts/undo-note.tsx';
import { plainName } from '../../../text/plain-name.ts';

type Asked = 'shutdown' | 'suspend' | 'destroy';

/** What an administrator can do with somebody's machine; its owner is a press away, with the way to write to them. */
export function ServerDeeds({
  server,
}: {
  server: Pick<AdministeredServer, 'id' | 'name' | 'user_id' | 'status' | 'suspended'>;
}) {
  const { act } = useAdministrationActions();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const machine = plainName(server.name);
  const doNow = (deed: ServerDeedName) => () =>
    void act(server.id, deed).catch((error: unknown) => noteFailure(say.notDone({ machine }), error));
  const showOwner = () => void navigate({ to: '/admin/users/$uuid', params: { uuid: server.user_id } });
  return (
    <>
      <Menu width={200}>
        <Menu.Target>
          <ActionIcon aria-label={say.actionsOf({ machine })}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={showOwner}>{say.showOwner}</Menu.Item>
          {server.status === 'STOPPED' && <Menu.Item onClick={doNow('start')}>{say.start}</Menu.Item>}
          {server.status === 'ACTIVE' && (
            <Menu.Item onClick={() => setAsked('shutdown')}>{say.shutdown}</Menu.Item>
          )}
          {server.suspended ? (
            <Menu.Item onClick={doNow('unsuspend')}>{say.unsuspend}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => setAsked('suspend')}>{say.suspend}</Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item className="bad-item" onClick={() => setAsked('destroy')}>
            {say.destroy}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked !== undefined && (
        <Confirm
          title={say.ask[asked]({ machine })}
          deed={say.deed[asked]}
          {...(asked === 'destroy' ? { typed: server.name } : {})}
          act={() => act(server.id, asked)}
          onClose={() => setAsked(undefined)}
        >
          {say.means[asked]}
        </Confirm>
      )}
    </>
  );
}
