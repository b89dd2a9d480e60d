import { Checkbox } from '@mantine/core';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useNow } from '../../live/use-now.ts';
import { SortHead } from '../../parts/sort-head.tsx';
import type { Sort } from '../../parts/sort.ts';
import type { FileColumn } from './file-order.ts';
import { FileRow } from './file-row.tsx';
import type { Place } from './place.ts';

export interface FileTableProps {
  place: Place;
  entries: Entry[];
  sort: Sort<FileColumn>;
  onSort: (sort: Sort<FileColumn>) => void;
  /** Whole names of the ticked ones. */
  chosen: ReadonlySet<string>;
  onChosen: (names: Set<string>) => void;
}

/** The files and folders of one place. */
export function FileTable({ place, entries, sort, onSort, chosen, onChosen }: FileTableProps) {
  const now = useNow();
  const all = entries.every(({ name }) => chosen.has(name));
  const head = { sort, onSort };
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col" className="hide-phone" style={{ width: 44 }}>
            <Checkbox
              size="xs"
              aria-label="Select all"
              checked={all}
              indeterminate={!all && chosen.size > 0}
              onChange={() => onChosen(new Set(all ? [] : entries.map(({ name }) => name)))}
            />
          </th>
          <SortHead column="name" {...head}>
            Name
          </SortHead>
          <SortHead column="size" className="end hide-phone" {...head}>
            Size
          </SortHead>
          <SortHead column="changed" className="hide-phone" {...head}>
            {place.container === TRASH ? 'Deleted' : 'Changed'}
          </SortHead>
          <th scope="col" style={{ width: 96 }}>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <FileRow
            key={entry.name}
            place={place}
            entry={entry}
            now={now}
            chosen={chosen.has(entry.name)}
            onChoose={() => onChosen(toggled(chosen, entry.name))}
          />
        ))}
      </tbody>
    </table>
  );
}

function toggled(chosen: ReadonlySet<string>, name: string): Set<string> {
  return chosen.has(name) ? new Set([...chosen].filter((each) => each !== name)) : new Set([...chosen, name]);
}
