import { say } from '#text/machines';
import { say as table } from '#text/table';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { MachineView } from '../../live/machine-view.ts';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import type { Column } from '../../parts/data-table/columns.ts';
import { MachineMenu } from '../../parts/machine-menu.tsx';
import { Name } from '../../parts/name.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { age, exactTime } from '../../text/format.ts';
import { addressOf, stateOf } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';
import { memory } from '../../text/size-words.ts';

export const MACHINE_SORTS = ['name', 'state', 'cpu', 'memory', 'disk', 'age', 'number'] as const;
export type MachineSort = (typeof MACHINE_SORTS)[number];

/** What each column compares. */
export const machineOrder: Record<MachineSort, (view: MachineView) => string | number> = {
  name: ({ machine }) => machine.name,
  state: ({ machine }) => stateOf(machine).word,
  cpu: ({ flavor }) => flavor?.vcpus ?? 0,
  memory: ({ flavor }) => flavor?.ram ?? 0,
  disk: ({ flavor }) => flavor?.disk ?? 0,
  age: ({ machine }) => -Date.parse(machine.created),
  number: ({ machine }) => machine.id,
};

/** The columns of the machines; ages as of `now`. */
export function useMachineColumns(now: number): Column<MachineView>[] {
  return useMemo(
    () => [
      {
        id: 'name',
        head: say.name,
        width: 200,
        grows: true,
        sortable: true,
        cell: (view, { reason }) => <MachineName view={view} reason={reason} />,
      },
      {
        id: 'state',
        head: say.state,
        width: 140,
        sortable: true,
        cell: ({ machine }) => <MachineState machine={machine} />,
      },
      { id: 'address', head: say.address, width: 164, hideable: true, cell: addressCell },
      {
        id: 'cpu',
        head: say.cpus,
        width: 84,
        align: 'end',
        sortable: true,
        hideable: true,
        cell: ({ flavor }) => <span className="num">{flavor?.vcpus}</span>,
      },
      {
        id: 'memory',
        head: say.memory,
        width: 104,
        align: 'end',
        sortable: true,
        hideable: true,
        cell: ({ flavor }) => flavor !== undefined && <span className="num">{memory(flavor.ram)}</span>,
      },
      {
        id: 'disk',
        head: say.disk,
        width: 92,
        align: 'end',
        sortable: true,
        hideable: true,
        cell: ({ flavor }) => flavor !== undefined && <span className="num">{flavor.disk} GiB</span>,
      },
      {
        id: 'tags',
        head: say.tags,
        width: 120,
        hideable: true,
        cell: ({ machine }) =>
          machine.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          )),
      },
      {
        id: 'age',
        head: say.age,
        width: 112,
        sortable: true,
        hideable: true,
        cell: ({ machine }) => (
          <span className="sub num" title={exactTime(machine.created)}>
            {age(machine.created, now)}
          </span>
        ),
      },
      {
        id: 'number',
        head: say.number,
        width: 104,
        sortable: true,
        hideable: true,
        hidden: true,
        cell: ({ machine }) => <span className="mono">snf-{machine.id}</span>,
      },
      {
        id: 'actions',
        head: table.actions,
        width: 56,
        align: 'end',
        phone: 'actions',
        cell: (view) => <MachineMenu view={view} />,
      },
    ],
    [now],
  );
}

function MachineName({ view, reason }: { view: MachineView; reason: string | undefined }) {
  const { machine } = view;
  return (
    <Link
      data-row-link
      to="/machines/$id"
      params={{ id: String(machine.id) }}
      className="name-link"
      title={plainName(machine.name)}
    >
      <OsTile os={view.os} size={28} off={machine.status === 'STOPPED'} />
      <span className="two-lines">
        <b className="cut">
          <Name of={machine.name} />
        </b>
        <span className={reason === undefined ? 'cut' : 'cut bad'}>{reason ?? view.osName}</span>
      </span>
    </Link>
  );
}

function addressCell({ machine }: MachineView) {
  const address = addressOf(machine);
  if (address === '') return <span className="sub">{say.noAddress}</span>;
  return (
    <span className="row tight">
      <span className="mono cut">{address}</span>
      <CopyIcon text={address} name={address} />
    </span>
  );
}
