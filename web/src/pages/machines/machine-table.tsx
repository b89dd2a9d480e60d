import { Checkbox } from '@mantine/core';
import { useState, type MouseEvent } from 'react';
import type { MachineView } from '../../live/machine-view.ts';
import { SortHead } from '../../parts/sort-head.tsx';
import type { Sort } from '../../parts/sort.ts';
import { BulkBar } from './bulk-bar.tsx';
import type { MachineColumn } from './machine-order.ts';
import { MachineTableRow } from './machine-table-row.tsx';

export interface MachineTableProps {
  /** All that match, in order; only `drawn` of them are drawn. */
  views: MachineView[];
  drawn: number;
  now: number;
  sort: Sort<MachineColumn>;
  onSort: (sort: Sort<MachineColumn>) => void;
}

/** The machines as a table with sortable heads, and a bar for what can be done with the ticked ones. */
export function MachineTable({ views, drawn, now, sort, onSort }: MachineTableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [reasons, setReasons] = useState<ReadonlyMap<number, string>>(new Map());
  const [lastTicked, setLastTicked] = useState(0);
  const selected = views.filter(({ machine }) => chosen.has(machine.id));
  const all = selected.length === views.length;
  const choose = (ids: Iterable<number>) => {
    setChosen(new Set(ids));
    setReasons(new Map());
  };
  const tick = (at: number, { shiftKey }: MouseEvent) => {
    const ids = views.map(({ machine }) => machine.id);
    const id = ids[at] ?? 0;
    const range = shiftKey ? ids.slice(Math.min(at, lastTicked), Math.max(at, lastTicked) + 1) : [id];
    setLastTicked(at);
    choose(chosen.has(id) ? [...chosen].filter((each) => !range.includes(each)) : [...chosen, ...range]);
  };
  const head = { sort, onSort };
  return (
    <>
      <div className="data-table">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" style={{ width: 44 }}>
                <Checkbox
                  size="xs"
                  aria-label={`Select all ${views.length} machines`}
                  checked={all}
                  indeterminate={!all && selected.length > 0}
                  onChange={() => choose(all ? [] : views.map(({ machine }) => machine.id))}
                />
              </th>
              <SortHead column="name" {...head}>
                Name
              </SortHead>
              <SortHead column="state" {...head}>
                State
              </SortHead>
              <th scope="col">Address</th>
              <SortHead column="cpu" className="end" {...head}>
                CPUs
              </SortHead>
              <SortHead column="memory" className="end" {...head}>
                Memory
              </SortHead>
              <SortHead column="disk" className="end" {...head}>
                Disk
              </SortHead>
              <SortHead column="age" {...head}>
                Age
              </SortHead>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {views.slice(0, drawn).map((view, at) => (
              <MachineTableRow
                key={view.machine.id}
                view={view}
                now={now}
                chosen={chosen.has(view.machine.id)}
                reason={reasons.get(view.machine.id)}
                onTick={(event) => tick(at, event)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {selected.length > 0 && (
        <BulkBar
          views={selected}
          onClear={() => choose([])}
          onFailed={(failed) => {
            setChosen(new Set(failed.keys()));
            setReasons(failed);
          }}
        />
      )}
    </>
  );
}
