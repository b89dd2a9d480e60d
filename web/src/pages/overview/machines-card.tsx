import { Link } from '@tanstack/react-router';
import { say } from '#text/overview';
import type { Server } from '../../api/servers.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { ProgressBar } from '../../parts/meter.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { addressOf, buildStep, isMoving } from '../../text/machine-words.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';
import css from './overview.module.css';

const SHOWN = 5;

/** The machines that matter most now: in error, moving, then the newest. */
export function MachinesCard({ machines }: { machines: Server[] }) {
  const viewOf = useMachineView();
  const running = machines.filter(({ status }) => status === 'ACTIVE').length;
  const rank = (machine: Server) => (machine.status === 'ERROR' ? 0 : isMoving(machine) ? 1 : 2);
  const shown = machines
    .toSorted((one, other) => rank(one) - rank(other) || other.id - one.id)
    .slice(0, SHOWN);
  return (
    <section className="card clip" aria-label={say.machines}>
      <div className="card-head">
        <h2 className="h2">{say.machines}</h2>
        <span className="sub num">{say.running({ count: running })}</span>
        <Link to="/machines" className="push link">
          {say.all({ count: machines.length })}
        </Link>
      </div>
      {shown.map((machine) => (
        <MachineRow key={machine.id} view={viewOf(machine)} />
      ))}
      {shown.length === 0 && (
        <div className="list-row">
          <span className="sub">{say.noMachines}</span>
          <span className="push">
            <NewMachineButton quiet label={say.createMachine} />
          </span>
        </div>
      )}
    </section>
  );
}

function MachineRow({ view }: { view: MachineView }) {
  const { machine } = view;
  const building = machine.status === 'BUILD';
  return (
    <Link to="/machines/$id" params={{ id: String(machine.id) }} className="list-row flat">
      <OsTile os={view.os} size={32} off={machine.status === 'STOPPED'} />
      <span className="grow lines">
        <span className="strong cut block">
          <Name of={machine.name} />
        </span>
        <span className="sub mono tiny">
          {building ? `${buildStep(machine)}…` : addressOf(machine) || view.osName}
        </span>
      </span>
      {building && (
        <span className={`hide-phone ${css.building}`}>
          <ProgressBar
            thin
            percent={machine.progress}
            label={say.building({ machine: plainName(machine.name) })}
          />
        </span>
      )}
      <MachineState machine={machine} />
    </Link>
  );
}
