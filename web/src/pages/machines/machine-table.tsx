import { Link } from '@tanstack/react-router';
import { DataTable, type DataTableColumn, type DataTableSortStatus } from 'mantine-datatable';
import 'mantine-datatable/styles.layer.css';
import { useState } from 'react';
import type { MachineView } from '../../live/machine-view.ts';
import { CopyIcon } from '../../parts/copy-button.tsx';
import { MachineMenu } from '../../parts/machine-menu.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { age, exactTime } from '../../text/format.ts';
import { addressOf, stateOf } from '../../text/machine-words.ts';
import { memory } from '../../text/size-words.ts';
import { BulkBar } from './bulk-bar.tsx';

type Row = MachineView & { id: number };

const ORDER: Record<string, (view: Row) => string | number> = {
  name: ({ machine }) => machine.name.toLowerCase(),
  state: ({ machine }) => stateOf(machine).word,
  cpu: ({ flavor }) => flavor?.vcpus ?? 0,
  memory: ({ flavor }) => flavor?.ram ?? 0,
  disk: ({ flavor }) => flavor?.disk ?? 0,
  age: ({ machine }) => -Date.parse(machine.created),
};

/** The machines as a table with sortable heads, and a bar for what can be done with the ticked ones. */
export function MachineTable({ views, now }: { views: MachineView[]; now: number }) {
  const [sort, setSort] = useState<DataTableSortStatus<Row>>({ columnAccessor: 'name', direction: 'asc' });
  const [chosen, setChosen] = useState<number[]>([]);
  const rows = sorted(
    views.map((view) => ({ ...view, id: view.machine.id })),
    sort,
  );
  const selected = rows.filter(({ id }) => chosen.includes(id));
  return (
    <>
      <div className="data-table">
        <DataTable<Row>
          records={rows}
          columns={columnsAt(now)}
          sortStatus={sort}
          onSortStatusChange={setSort}
          selectedRecords={selected}
          onSelectedRecordsChange={(records) => setChosen(records.map(({ id }) => id))}
          selectionCheckboxProps={{ size: 'xs' }}
          getRecordSelectionCheckboxProps={({ machine }) => ({ 'aria-label': `Select ${machine.name}` })}
          allRecordsSelectionCheckboxProps={{ 'aria-label': 'Select all machines' }}
          highlightOnHover
          withTableBorder={false}
          verticalAlign="center"
        />
      </div>
      {selected.length > 0 && <BulkBar views={selected} onClear={() => setChosen([])} />}
    </>
  );
}

function sorted(rows: Row[], { columnAccessor, direction }: DataTableSortStatus<Row>): Row[] {
  const key = ORDER[String(columnAccessor)] ?? (() => 0);
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((one, other) => {
    const [left, right] = [key(one), key(other)];
    return left === right ? one.id - other.id : left < right ? -sign : sign;
  });
}

function columnsAt(now: number): DataTableColumn<Row>[] {
  const number = { textAlign: 'right' as const, sortable: true };
  return [
    { accessor: 'name', sortable: true, render: (view) => <NameCell view={view} /> },
    {
      accessor: 'state',
      title: 'State',
      sortable: true,
      width: 150,
      render: ({ machine }) => <MachineState machine={machine} />,
    },
    {
      accessor: 'address',
      title: 'Address',
      width: 170,
      render: ({ machine }) => <AddressCell address={addressOf(machine)} />,
    },
    {
      accessor: 'cpu',
      title: 'CPUs',
      width: 80,
      ...number,
      render: ({ flavor }) => <span className="num">{flavor?.vcpus}</span>,
    },
    {
      accessor: 'memory',
      title: 'Memory',
      width: 100,
      ...number,
      render: ({ flavor }) => <span className="num">{flavor === undefined ? '' : memory(flavor.ram)}</span>,
    },
    {
      accessor: 'disk',
      title: 'Disk',
      width: 90,
      ...number,
      render: ({ flavor }) => <span className="num">{flavor === undefined ? '' : `${flavor.disk} GiB`}</span>,
    },
    {
      accessor: 'age',
      title: 'Age',
      width: 110,
      sortable: true,
      render: ({ machine }) => (
        <span className="sub num" title={exactTime(machine.created)}>
          {age(machine.created, now)}
        </span>
      ),
    },
    {
      accessor: 'actions',
      title: <span className="visually-hidden">Actions</span>,
      width: 56,
      render: (view) => <MachineMenu view={view} />,
    },
  ];
}

function NameCell({ view }: { view: MachineView }) {
  const { machine } = view;
  return (
    <Link to="/machines/$id" params={{ id: String(machine.id) }} className="row" style={{ gap: 10 }}>
      <OsTile os={view.os} size={28} off={machine.status === 'STOPPED'} />
      <span style={{ lineHeight: '17px', minWidth: 0 }}>
        <span className="strong">{machine.name}</span>
        <br />
        <span className="sub" style={{ fontSize: 12 }}>
          {view.osName}
        </span>
      </span>
    </Link>
  );
}

function AddressCell({ address }: { address: string }) {
  if (address === '') return <span className="sub">none</span>;
  return (
    <span className="row" style={{ gap: 2 }}>
      <span className="mono">{address}</span>
      <CopyIcon text={address} name={address} />
    </span>
  );
}
