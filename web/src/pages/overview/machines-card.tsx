import { Link } from '@tanstack/react-router';
import type { Server } from '../../api/servers.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { ProgressBar } from '../../parts/meter.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { addressOf, buildStep, isMoving } from '../../text/machine-words.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

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
    <section className="card clip" aria-label="Machines">
      <div className="card-head">
        <h2 className="h2">Machines</h2>
        <span className="sub num">{running} running</span>
        <Link to="/machines" className="push link" style={{ fontSize: 13 }}>
          All {machines.length}
        </Link>
      </div>
      {shown.map((machine) => (
        <MachineRow key={machine.id} view={viewOf(machine)} />
      ))}
      {shown.length === 0 && (
        <div className="list-row">
          <span className="sub">No machines yet.</span>
          <span className="push">
            <NewMachineButton quiet label="Create machine" />
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
    <Link
      to="/machines/$id"
      params={{ id: String(machine.id) }}
      className="list-row"
      style={{ padding: '9px 16px' }}
    >
      <OsTile os={view.os} size={32} off={machine.status === 'STOPPED'} />
      <span style={{ minWidth: 0, flex: 1, lineHeight: '18px' }}>
        <span className="strong cut" style={{ display: 'block', fontSize: 13.5 }}>
          <Name of={machine.name} />
        </span>
        <span className="sub mono" style={{ fontSize: 12 }}>
          {building ? `${buildStep(machine)}…` : addressOf(machine) || view.osName}
        </span>
      </span>
      {building && (
        <span className="hide-phone" style={{ width: 120 }}>
          <ProgressBar thin percent={machine.progress} label={`Building ${plainName(machine.name)}`} />
        </span>
      )}
      <MachineState machine={machine} />
    </Link>
  );
}
