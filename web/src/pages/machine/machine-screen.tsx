import { IconPlayerPlay, IconPlugConnectedX } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { Server } from '../../api/servers.ts';
import { whyNot } from '../../text/machine-words.ts';
import { LiveScreen } from './live-screen.tsx';
import { useThisMachine } from './machine-context.ts';
import { ActButton } from '../../parts/act-button.tsx';

/** The machine's screen and keyboard, in the page. */
export function MachineScreen() {
  const { machine } = useThisMachine();
  return <ScreenOf machine={machine} />;
}

/** The screen of a machine, or why it has none now. */
export function ScreenOf({ machine, alone = false }: { machine: Server; alone?: boolean }) {
  const { orderAndTell } = useMachineActions();
  const reason = whyNot(machine, 'screen');
  if (reason === null || (machine.status === 'ACTIVE' && machine['SNF:task_state'] !== ''))
    return <LiveScreen id={machine.id} name={machine.name} alone={alone} />;
  return (
    <div className="card screen-card">
      <div className="screen-away">
        <IconPlugConnectedX size={28} stroke={1.5} aria-hidden />
        {machine.status === 'STOPPED' && machine['SNF:task_state'] === '' ? (
          <>
            {say.stopped}
            <ActButton
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={() => void orderAndTell(machine, 'start')}
            >
              {say.start}
            </ActButton>
          </>
        ) : (
          reason
        )}
      </div>
    </div>
  );
}
