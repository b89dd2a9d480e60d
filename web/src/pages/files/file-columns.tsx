import { say } from '#text/files';
import { say as table } from '#text/table';
import { ActionIcon, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDownload, IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import { downloadAddress, type Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import type { Column } from '../../parts/data-table/columns.ts';
import { Name } from '../../parts/name.tsx';
import { ago, bytes, exactTime } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { folderWord } from './container-words.ts';
import { glyphOf } from './file-glyph.ts';
import { FileMenu } from './file-menu.tsx';
import styles from './files.module.css';
import type { Place } from './place.ts';
import { EVERYONE, type Holder, holdersOf } from './share/sharing-rules.ts';

export const FILE_SORTS = ['name', 'size', 'changed', 'type'] as const;
export type FileSort = (typeof FILE_SORTS)[number];

const SHARED_COLUMN: Column<Entry> = {
  id: 'shared',
  head: say.sharedColumn,
  width: 130,
  hideable: true,
  phone: 'fact',
  cell: ({ sharing }) => (sharing === undefined ? '' : <SharedWith of={holdersOf(sharing)} />),
};

/** The columns of a place's files; ages as of `now`. */
export function useFileColumns(place: Place, now: number): Column<Entry>[] {
  const { person, container } = place;
  return useMemo(
    () => [
      {
        id: 'name',
        head: say.name,
        width: 220,
        grows: true,
        sortable: true,
        phone: 'title',
        cell: (entry) => <FileName container={container} entry={entry} />,
      },
      {
        id: 'type',
        head: say.type,
        width: 170,
        sortable: true,
        hideable: true,
        hidden: true,
        cell: ({ type }) => <span className="sub">{type}</span>,
      },
      {
        id: 'size',
        head: say.size,
        width: 100,
        align: 'end',
        sortable: true,
        hideable: true,
        phone: 'fact',
        // How much lies in a folder is known in the trash only.
        cell: ({ folder, bytes: size }) => (folder && size === 0 ? '' : bytes(size)),
      },
      // What was deleted is nobody else's any more.
      ...(container === TRASH ? [] : [SHARED_COLUMN]),
      {
        id: 'changed',
        head: container === TRASH ? say.deleted : say.changed,
        width: 160,
        sortable: true,
        hideable: true,
        phone: 'fact',
        cell: ({ changed }) =>
          changed === '' ? '' : <span title={exactTime(changed)}>{ago(changed, now)}</span>,
      },
      {
        id: 'actions',
        head: table.actions,
        width: 92,
        align: 'end',
        phone: 'actions',
        cell: (entry) => <FileActions person={person} container={container} entry={entry} />,
      },
    ],
    [person, container, now],
  );
}

interface FileProps {
  container: string;
  entry: Entry;
}

function FileName({ container, entry }: FileProps) {
  const name = folderWord(container, entry.name);
  const { glyph: Glyph, colour } = glyphOf(entry);
  const content = (
    <>
      <Glyph size={20} stroke={1.6} style={{ color: colour }} aria-hidden />
      <span className="cut">
        <Name of={name} />
      </span>
    </>
  );
  if (!entry.folder) {
    return (
      <Link
        data-row-link
        to="/files"
        search={(old) => ({ ...old, container, details: entry.name })}
        className="name-link"
        title={plainName(name)}
      >
        {content}
      </Link>
    );
  }
  return (
    <Link
      data-row-link
      to="/files"
      search={{ container, folder: `${entry.name}/` }}
      className="name-link"
      title={plainName(name)}
    >
      {content}
    </Link>
  );
}

/** In one word who else has it. */
function SharedWith({ of: holders }: { of: Holder[] }) {
  const everyone = holders.some(({ id }) => id === EVERYONE);
  return (
    <span className={`${styles['with']} sub`}>
      <IconUsers size={15} stroke={1.7} aria-hidden />
      {everyone ? say.everyone : say.sharedCount({ count: holders.length })}
    </span>
  );
}

function FileActions({ person, container, entry }: Omit<Place, 'folder'> & { entry: Entry }) {
  const name = folderWord(container, entry.name);
  const address = downloadAddress(person.uuid, container, entry.name);
  return (
    <span className="row tight push-end">
      {!entry.folder && (
        <Tooltip label={say.download}>
          <ActionIcon
            component="a"
            className="hide-phone"
            href={address}
            download={name}
            aria-label={say.downloadOf({ name: plainName(name) })}
          >
            <IconDownload size={16} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
      <FileMenu person={person} container={container} entry={entry} name={name} address={address} />
    </span>
  );
}
