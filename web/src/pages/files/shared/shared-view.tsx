import { say } from '#text/files';
import { say as table } from '#text/table';
import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconChevronRight, IconDownload, IconFolderFilled, IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import { keys } from '../../../api/keys.ts';
import { containersQuery, downloadAddress, type Entry } from '../../../api/files.ts';
import { type FolderWindow, readFolderWindow } from '../../../api/folder-window.ts';
import type { Person } from '../../../api/session.ts';
import { useNow } from '../../../live/use-now.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { DataTable } from '../../../parts/data-table/data-table.tsx';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Empty } from '../../../parts/empty.tsx';
import { FilterField } from '../../../parts/filter-field.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Name } from '../../../parts/name.tsx';
import { usePageTitle } from '../../../parts/page-title.ts';
import { ago, bytes, exactTime } from '../../../text/format.ts';
import { plainName } from '../../../text/plain-name.ts';
import { archiveOf } from '../archive.ts';
import { containerWord, placeWord } from '../container-words.ts';
import { usePersonWord } from '../details/person-word.ts';
import { glyphOf } from '../file-glyph.ts';
import styles from '../files.module.css';
import { leafOf } from '../transfer/plan.ts';

interface SharedViewProps {
  person: Person;
  /** Whose files these are. */
  owner: string;
  container: string | undefined;
  folder: string;
}

/** What somebody shares with the person: to be looked at and taken along, not to be put in order. */
export function SharedView({ person, owner, container, folder }: SharedViewProps) {
  const name = usePersonWord(person, [owner])(owner);
  usePageTitle(`${plainName(name)} · ${say.title}`);
  return (
    <>
      <div className="files-head">
        <h1 className="files-path">
          <Link to="/files" search={{ owner }} className="cut">
            <Name of={name} />
          </Link>
          {container !== undefined && (
            <>
              <IconChevronRight size={16} aria-hidden />
              <b className="cut">
                <Name of={placeWord(container, folder)} />
              </b>
            </>
          )}
        </h1>
      </div>
      <div className="note files-note">
        <span>{say.lookOnly({ name: <Name of={name} /> })}</span>
      </div>
      {container === undefined ? (
        <Containers owner={owner} />
      ) : (
        <Folder owner={owner} container={container} folder={folder} />
      )}
    </>
  );
}

function Containers({ owner }: { owner: string }) {
  const containers = useQuery(containersQuery(owner));
  return (
    <Loaded of={containers} failed={{ title: say.notLoaded, stillWorks: say.theyAreSafe }}>
      {(all) => (
        <div className={styles['shared']}>
          {all.map(({ name }) => (
            <Link key={name} to="/files" search={{ owner, container: name }} className={styles['pick']}>
              <IconFolderFilled size={18} aria-hidden />
              <span className="cut">
                <Name of={containerWord(name)} />
              </span>
              <IconChevronRight size={16} aria-hidden />
            </Link>
          ))}
        </div>
      )}
    </Loaded>
  );
}

const SORTS = ['name', 'size', 'changed'] as const;
const ORDERS = { name: 'name', size: 'bytes', changed: 'changed' } as const;

function Folder({ owner, container, folder }: { owner: string; container: string; folder: string }) {
  const state = useTableSearch(SORTS);
  const question = {
    match: state.filter.trim() || undefined,
    sort: ORDERS[state.sort.by],
    descending: state.sort.down,
  };
  const source = useWindowSource<Entry, FolderWindow>({
    queryKey: keys.folder(owner, container, folder, question),
    key: ({ name, folder: isFolder }) => (isFolder ? `${name}/` : name),
    read: (offset, limit, signal) =>
      readFolderWindow(owner, { container, path: folder }, { ...question, offset, limit, signal }),
  });
  const now = useNow();
  const columns = useMemo(() => sharedColumns(owner, container, now), [owner, container, now]);
  return (
    <>
      <div className="files-tools">
        <FilterField label={say.filter} kept={state.filter} onKeep={state.setFilter} />
      </div>
      <div className="files-list">
        <DataTable
          bare
          id="shared"
          label={say.sharedWithMe}
          columns={columns}
          source={source}
          state={state}
          scope={`${owner}/${container}/${folder}`}
          nameOf={({ name }) => plainName(leafOf(name))}
          counted={(count) => say.entries({ count })}
          failed={{ title: say.folderNotLoaded, stillWorks: say.storedSafely }}
          empty={
            <Empty icon={IconUsers} title={say.emptyFolder}>
              {say.nothingSharedHere}
            </Empty>
          }
        />
      </div>
    </>
  );
}

function sharedColumns(owner: string, container: string, now: number): Column<Entry>[] {
  const addressOf = (entry: Entry): string =>
    (entry.folder ? archiveOf(owner, container, [entry]) : undefined) ??
    downloadAddress(owner, container, entry.name);
  return [
    {
      id: 'name',
      head: say.name,
      width: 220,
      grows: true,
      sortable: true,
      phone: 'title',
      cell: (entry) => <SharedName owner={owner} container={container} entry={entry} />,
    },
    {
      id: 'size',
      head: say.size,
      width: 100,
      align: 'end',
      sortable: true,
      phone: 'fact',
      cell: ({ folder, bytes: size }) => (folder ? '' : bytes(size)),
    },
    {
      id: 'changed',
      head: say.changed,
      width: 160,
      sortable: true,
      phone: 'fact',
      cell: ({ changed }) =>
        changed === '' ? '' : <span title={exactTime(changed)}>{ago(changed, now)}</span>,
    },
    {
      id: 'actions',
      head: table.actions,
      width: 60,
      align: 'end',
      phone: 'actions',
      cell: (entry) => (
        <ActionIcon
          component="a"
          href={addressOf(entry)}
          download={entry.folder ? `${leafOf(entry.name)}.zip` : leafOf(entry.name)}
          aria-label={say.downloadOf({ name: plainName(leafOf(entry.name)) })}
        >
          <IconDownload size={16} stroke={1.7} />
        </ActionIcon>
      ),
    },
  ];
}

function SharedName({ owner, container, entry }: { owner: string; container: string; entry: Entry }) {
  const { glyph: Glyph, colour } = glyphOf(entry);
  const name = leafOf(entry.name);
  const content = (
    <>
      <Glyph size={20} stroke={1.6} color={colour} aria-hidden />
      <span className="cut">
        <Name of={name} />
      </span>
    </>
  );
  if (!entry.folder)
    return (
      <a
        data-row-link
        className="name-link"
        href={downloadAddress(owner, container, entry.name)}
        download={name}
        title={plainName(name)}
      >
        {content}
      </a>
    );
  return (
    <Link
      data-row-link
      to="/files"
      search={{ owner, container, folder: `${entry.name}/` }}
      className="name-link"
      title={plainName(name)}
    >
      {content}
    </Link>
  );
}
