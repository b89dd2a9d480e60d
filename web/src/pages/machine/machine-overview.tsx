import { IconClockHour4, IconTerminal2 } from '@tabler/icons-react';
import { CopyButton } from '../../parts/copy-button.tsx';
import { addressOf, hasFailed, isInTrouble, sshCommand } from '../../text/machine-words.ts';
import { BuildProgress } from './build-progress.tsx';
import { MachineFailure } from './machine-failure.tsx';
import { useThisMachine } from './machine-context.ts';
import { MachineSide } from './machine-side.tsx';
import { MachineTrouble } from './machine-trouble.tsx';
import { PasswordCard } from './password-card.tsx';

/** The first tab: how to get in, or what is happening, or what went wrong. */
export function MachineOverview() {
  const view = useThisMachine();
  const { machine } = view;
  return (
    <div className="two-columns">
      <div className="grid" style={{ gap: 14 }}>
        {machine.suspended && (
          <div className="note info">
            Suspended by the operator: you can look, but not change anything. Contact support.
          </div>
        )}
        <PasswordCard view={view} />
        {machine.status === 'BUILD' && <BuildProgress machine={machine} />}
        {hasFailed(machine) && <MachineFailure view={view} />}
        {isInTrouble(machine) && <MachineTrouble machine={machine} />}
        {machine.status !== 'BUILD' && !hasFailed(machine) && <Connect />}
      </div>
      <MachineSide view={view} />
    </div>
  );
}

function Connect() {
  const { machine } = useThisMachine();
  const command = sshCommand(machine);
  const stopped = machine.status === 'STOPPED';
  const forwarded = machine['SNF:port_forwarding']['22'];
  return (
    <section className="card pad">
      <h2 className="h2" style={{ marginBottom: 10 }}>
        Connect
      </h2>
      {stopped && (
        <p className="sub row" style={{ margin: '0 0 10px' }}>
          <IconClockHour4 size={16} aria-hidden />
          The machine is stopped. Start it to log in.
        </p>
      )}
      {command === '' ? (
        <p className="sub" style={{ margin: 0 }}>
          No way in by network is known yet. Its screen works as soon as it runs.
        </p>
      ) : (
        <>
          <div className="field-box">
            <IconTerminal2 size={16} color="var(--text-3)" style={{ flex: 'none' }} aria-hidden />
            <span className="mono cut" style={{ fontSize: 13 }} data-testid="ssh-command">
              {command}
            </span>
            <span className="push">
              <CopyButton text={command} size="compact-sm" />
            </span>
          </div>
          {forwarded !== undefined && (
            <p className="sub" style={{ margin: '10px 0 0' }}>
              Port {forwarded.port} of {forwarded.host} leads to the machine’s SSH
              {addressOf(machine) === '' ? '.' : `; inside the cloud its address is ${addressOf(machine)}.`}
            </p>
          )}
        </>
      )}
    </section>
  );
}
