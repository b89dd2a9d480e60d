import { Button } from '@mantine/core';
import { Link, useMatches, useNavigate, useSearch } from '@tanstack/react-router';
import { IconDeviceDesktop, IconPlayerPlay, IconPower, IconRefresh, IconTrash } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { MachineDialog, type Asked } from '../../parts/machine-dialogs.tsx';
import { MachineMenu } from '../../parts/machine-menu.tsx';
import { hasFailed, whyNot } from '../../text/machine-words.ts';
import { ActButton } from '../../parts/act-button.tsx';

/** What can be done with this machine now. The dialog that is open is part of the address. */
export function HeadActions({ view }: { view: MachineView }) {
  const { machine } = view;
  const { orderAndTell } = useMachineActions();
  const { ask } = useSearch({ from: '/inside/machines/$id' });
  const navigate = useNavigate();
  const setAsked = (asked: Asked | undefined) =>
    void navigate({ to: '.', search: asked === undefined ? {} : { ask: asked }, replace: true });
  const onScreen = useMatches().some(({ fullPath }) => fullPath === '/machines/$id/screen');
  const can = (action: 'start' | 'shutdown' | 'reboot' | 'screen' | 'destroy') =>
    whyNot(machine, action) === null;
  return (
    <>
      {can('reboot') && (
        <ActButton
          className="hide-phone"
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => setAsked('reboot')}
        >
          {say.reboot}
        </ActButton>
      )}
      {can('shutdown') && (
        <ActButton
          variant="default"
          leftSection={<IconPower size={16} aria-hidden />}
          aria-keyshortcuts="P"
          onClick={() => setAsked('shutdown')}
        >
          {say.shutDown}
        </ActButton>
      )}
      {can('screen') && !onScreen && (
        <Button
          leftSection={<IconDeviceDesktop size={16} aria-hidden />}
          renderRoot={(props: object) => (
            <Link to="/machines/$id/screen" params={{ id: String(machine.id) }} {...props} />
          )}
          aria-keyshortcuts="C S"
        >
          {say.openScreen}
        </Button>
      )}
      {can('start') && (
        <ActButton
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          aria-keyshortcuts="C P"
          onClick={() => void orderAndTell(machine, 'start')}
        >
          {say.start}
        </ActButton>
      )}
      {hasFailed(machine) && (
        <ActButton
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsked('destroy')}
        >
          {say.destroyAsk}
        </ActButton>
      )}
      <MachineMenu view={view} outlined />
      {ask !== undefined && can(ask) && (
        <MachineDialog view={view} asked={ask} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}
