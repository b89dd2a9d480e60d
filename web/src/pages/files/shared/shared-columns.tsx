import { say } from '#text/files';
import { say as table } from '#text/table';
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconCopy, IconDots, IconDownload, IconInfoCircle, IconUpload } from '@tabler/icons-react';
import { downloadAddress, type Entry, type Right } from '../../../api/files.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { Name } from '../../../parts/name.tsx';
import { ago, bytes, exactTime } from '../../../text/format.ts';
import { plainName } from '../../../text/plain-name.ts';
import { archiveOf } from '../archive.ts';
import { useOpenDetails } from '../details/open-details.ts';
import { glyphOf } from '../file-glyph.ts';
import { Act } from '../file-menu.tsx';
import { leafOf } from '../transfer/plan.ts';

export const SHARED_SORTS = ['name', 'size', 'changed'] as const;

interface SharedPlace {
  owner: string;
  container: string;
  now: number;
  /** What may be done with what has no list of its own. */
  inherited: Right | undefined;
  onCopy: (entries: Entry[]) => void;
  onNewVersion: (entry: Entry) => void;
}

/** The columns of what somebody else shares. */
export function sharedColumns(place: SharedPlace): Column<Entry>[] {
  const rightOn = ({ allowedTo = place.inherited }: Entry) => allowedTo;
  return [
    {
      id: 'name',
      head: say.name,
      width: 220,
      grows: true,
      sortable: true,
      phone: 'title',
      cell: (entry) => <SharedName place={place} entry={entry} />,
    },
    {
      id: 'right',
      head: say.youMay,
      width: 150,
      hideable: true,
      phone: 'fact',
      cell: (entry) => <span className="sub">{rightWord(rightOn(entry))}</span>,
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
        changed === '' ? '' : <span title={exactTime(changed)}>{ago(changed, place.now)}</span>,
    },
    {
      id: 'actions',
      head: table.actions,
      width: 92,
      align: 'end',
      phone: 'actions',
      cell: (entry) => <SharedActions place={place} entry={entry} right={rightOn(entry)} />,
    },
  ];
}

/** What a right lets one do, in a word; nothing where a folder only leads to what is shared. */
export function rightWord(right: Right | undefined): string {
  if (right === undefined) return '';
  return right === 'write' ? say.canEdit : say.canView;
}

function SharedName({ place: { owner, container }, entry }: { place: SharedPlace; entry: Entry }) {
  const { glyph: Glyph, colour } = glyphOf(entry);
  const name = leafOf(entry.name);
  return (
    <Link
      data-row-link
      to="/files"
      search={
        entry.folder
          ? { owner, container, folder: `${entry.name}/` }
          : (old) => ({ ...old, details: entry.name })
      }
      className="name-link"
      title={plainName(name)}
    >
      <Glyph size={20} stroke={1.6} style={{ color: colour }} aria-hidden />
      <span className="cut">
        <Name of={name} />
      </span>
    </Link>
  );
}

function SharedActions({
  place: { owner, container, onCopy, onNewVersion },
  entry,
  right,
}: {
  place: SharedPlace;
  entry: Entry;
  right: Right | undefined;
}) {
  const openDetails = useOpenDetails();
  const name = leafOf(entry.name);
  const address = entry.folder
    ? archiveOf(owner, container, [entry])
    : downloadAddress(owner, container, entry.name);
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
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={say.actionsOf({ name: plainName(name) })}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={address}
            download={entry.folder ? `${name}.zip` : name}
            leftSection={<IconDownload size={16} stroke={1.7} />}
          >
            {entry.folder ? say.downloadArchive : say.download}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconInfoCircle size={16} stroke={1.7} />}
            aria-keyshortcuts="I"
            onClick={() => openDetails(entry.name)}
          >
            {say.details}
          </Menu.Item>
          <Act icon={IconCopy} label={say.copyTo} act={() => onCopy([entry])} />
          {right === 'write' && !entry.folder && (
            <Act icon={IconUpload} label={say.newVersion} act={() => onNewVersion(entry)} />
          )}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
