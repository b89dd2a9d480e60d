import { say } from '#text/files';
import { Link } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { keys } from '../../../api/keys.ts';
import { type Found, searchFiles } from '../../../api/search-files.ts';
import { useNow } from '../../../live/use-now.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { DataTable } from '../../../parts/data-table/data-table.tsx';
import type { TableState } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Name } from '../../../parts/name.tsx';
import { ago, bytes, exactTime } from '../../../text/format.ts';
import { plainName } from '../../../text/plain-name.ts';
import { folderWord, placeWord } from '../container-words.ts';
import { glyphOf } from '../file-glyph.ts';
import type { FileSort } from '../file-columns.tsx';
import type { Place } from '../place.ts';
import { folderOf } from '../transfer/plan.ts';
import type { Scope } from './scope.ts';

interface SearchResultsProps {
  place: Place;
  scope: Exclude<Scope, 'here'>;
  state: TableState<FileSort>;
}

/** Names below a folder, or anywhere, that have the text in them, the newest first; each row leads to its place. */
export function SearchResults({ place, scope, state }: SearchResultsProps) {
  const { person, container, folder } = place;
  const match = state.filter.trim();
  const where = scope === 'everywhere' ? undefined : { container, folder };
  const source = useWindowSource<Found>({
    queryKey: keys.foundFiles(person.uuid, match, where),
    key: (row) => `${row.container}/${row.name}`,
    read: (offset, limit, signal) => searchFiles(person.uuid, match, where, { offset, limit, signal }),
  });
  const columns = useFoundColumns(useNow());
  return (
    <DataTable
      bare
      id="found"
      label={say.searchResults}
      columns={columns}
      source={source}
      state={state}
      scope={`${scope} ${container}/${folder}`}
      nameOf={(row) => plainName(folderWord(row.container, row.name))}
      counted={(count) => say.found({ count })}
      failed={{ title: say.searchNotDone, stillWorks: say.storedSafely }}
      empty={
        <Empty icon={IconSearch} title={say.nothingFound}>
          {say.nothingFoundDetail}
        </Empty>
      }
    />
  );
}

function useFoundColumns(now: number): Column<Found>[] {
  return useMemo(
    () => [
      {
        id: 'name',
        head: say.name,
        width: 220,
        grows: true,
        phone: 'title',
        cell: (row) => <FoundName found={row} />,
      },
      { id: 'where', head: say.where, width: 240, phone: 'fact', cell: (row) => <FoundPlace found={row} /> },
      {
        id: 'size',
        head: say.size,
        width: 100,
        align: 'end',
        hideable: true,
        phone: 'fact',
        cell: ({ folder, bytes: size }) => (folder ? '' : bytes(size)),
      },
      {
        id: 'changed',
        head: say.changed,
        width: 160,
        hideable: true,
        phone: 'fact',
        cell: ({ changed }) =>
          changed === '' ? '' : <span title={exactTime(changed)}>{ago(changed, now)}</span>,
      },
    ],
    [now],
  );
}

/** A folder is opened, a file is shown where it lies. */
function FoundName({ found }: { found: Found }) {
  const { glyph: Glyph, colour } = glyphOf(found);
  const name = folderWord(found.container, found.name);
  const folder = found.folder ? `${found.name}/` : folderOf(found.name);
  return (
    <Link
      data-row-link
      to="/files"
      search={{
        container: found.container,
        ...(folder === '' ? {} : { folder }),
        ...(found.folder ? {} : { details: found.name }),
      }}
      className="name-link"
      title={plainName(name)}
    >
      <Glyph size={20} stroke={1.6} color={colour} aria-hidden />
      <span className="cut">
        <Name of={name} />
      </span>
    </Link>
  );
}

function FoundPlace({ found: { container, name } }: { found: Found }) {
  const folder = folderOf(name);
  return (
    <Link to="/files" search={{ container, ...(folder === '' ? {} : { folder }) }} className="sub cut">
      <Name
        of={folder === '' ? placeWord(container, '') : `${placeWord(container, '')}/${folder.slice(0, -1)}`}
      />
    </Link>
  );
}
