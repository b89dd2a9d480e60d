import { IconClockHour4, IconTerminal2 } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { CopyButton } from '../../parts/copy-button.tsx';
import { WithSide } from '../../parts/detail-page.tsx';
import { addressOf, hasFailed, isInTrouble, sshCommand } from '../../text/machine-words.ts';
import { BuildProgress } from './build-progress.tsx';
import { MachineFailure } from './machine-failure.tsx';
import { useThisMachine } from './machine-context.ts';
import { MachineSide } from './machine-side.tsx';
import { MachineTrouble } from './machine-trouble.tsx';
import { PasswordCard } from './password-card.tsx';
import css from './machine.module.css';

/** The first tab: how to get in, or what is happening, or what went wrong. */
export function MachineOverview() {
  const view = useThisMachine();
  const { machine } = view;
  return (
    <WithSide side={<MachineSide view={view} />}>
      {machine.suspended && <div className="note info">{say.suspended}</div>}
      <PasswordCard view={view} />
      {machine.status === 'BUILD' && <BuildProgress machine={machine} />}
      {hasFailed(machine) && <MachineFailure view={view} />}
      {isInTrouble(machine) && <MachineTrouble machine={machine} />}
      {machine.status !== 'BUILD' && !hasFailed(machine) && <Connect />}
    </WithSide>
  );
}

function Connect() {
  const { machine } = useThisMachine();
  const command = sshCommand(machine);
  const stopped = machine.status === 'STOPPED';
  const forwarded = machine['SNF:port_forwarding']['22'];
  return (
    <section className="card pad">
      <h2 className={`h2 ${css.head}`}>{say.connect}</h2>
      {stopped && (
        <p className={`sub row ${css.stopped}`}>
          <IconClockHour4 size={16} aria-hidden />
          {machine.suspended ? say.stopped : say.stoppedStart}
        </p>
      )}
      {command === '' ? (
        <p className={`sub ${css.alone}`}>{say.noWayIn}</p>
      ) : (
        <>
          <div className="field-box">
            <IconTerminal2 size={16} color="var(--text-3)" className="fixed" aria-hidden />
            <span className="mono cut" data-testid="ssh-command">
              {command}
            </span>
            <span className="push">
              <CopyButton text={command} size="compact-sm" />
            </span>
          </div>
          {forwarded !== undefined && (
            <p className={`sub ${css.below}`}>
              {addressOf(machine) === ''
                ? say.portLeads(forwarded)
                : say.portLeadsInside({ ...forwarded, address: addressOf(machine) })}
            </p>
          )}
        </>
      )}
    </section>
  );
}
