import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  IconDisc,
  IconDots,
  IconDownload,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconFolderFilled,
  IconPhoto,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { deleteEntry, downloadAddress, type Entry } from '../../api/files.ts';
import { useNow } from '../../live/use-now.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ago, bytes, exactTime } from '../../text/format.ts';
import { RegisterDialog } from '../images/register-dialog.tsx';
import type { Place } from './folder-view.tsx';

/** The files and folders of one place. */
export function FileTable({ place, entries }: { place: Place; entries: Entry[] }) {
  const now = useNow();
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className="end hide-phone">
            Size
          </th>
          <th scope="col" className="hide-phone">
            Changed
          </th>
          <th scope="col" style={{ width: 96 }}>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <FileRow key={entry.name} place={place} entry={entry} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function FileRow({ place, entry, now }: { place: Place; entry: Entry; now: number }) {
  const { person, container, folder } = place;
  const name = entry.name.slice(folder.length);
  const { glyph: Glyph, colour } = glyphOf(entry);
  const changed = entry.changed === '' ? '' : ago(entry.changed, now);
  const address = downloadAddress(person.uuid, container, entry.name);
  return (
    <tr>
      <td>
        <span className="row" style={{ gap: 10 }}>
          <Glyph size={20} stroke={1.6} style={{ color: colour, flex: 'none' }} aria-hidden />
          <span style={{ minWidth: 0 }}>
            {entry.folder ? (
              <Link
                to="/files"
                search={{ container, folder: `${entry.name}/` }}
                style={{ fontWeight: 550, overflowWrap: 'anywhere' }}
              >
                {name}
              </Link>
            ) : (
              <a href={address} download={name} style={{ fontWeight: 550, overflowWrap: 'anywhere' }}>
                {name}
              </a>
            )}
            <span className="only-phone sub small">
              {[entry.folder ? 'Folder' : bytes(entry.bytes), changed]
                .filter((part) => part !== '')
                .join(' · ')}
            </span>
          </span>
        </span>
      </td>
      <td className="end num hide-phone sub" style={{ whiteSpace: 'nowrap' }}>
        {entry.folder ? '' : bytes(entry.bytes)}
      </td>
      <td className="sub hide-phone" style={{ whiteSpace: 'nowrap' }} title={exactTime(entry.changed)}>
        {changed}
      </td>
      <td className="end">
        <span className="row" style={{ gap: 0, justifyContent: 'flex-end' }}>
          {!entry.folder && (
            <Tooltip label="Download">
              <ActionIcon component="a" href={address} download={name} aria-label={`Download ${name}`}>
                <IconDownload size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          <FileMenu place={place} entry={entry} name={name} />
        </span>
      </td>
    </tr>
  );
}

function FileMenu({
  place: { person, container },
  entry,
  name,
}: {
  place: Place;
  entry: Entry;
  name: string;
}) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<'delete' | 'register' | null>(null);
  const remove = async () => {
    await deleteEntry(person.uuid, container, entry);
    await client.invalidateQueries({ queryKey: ['folder', person.uuid, container] });
    await client.invalidateQueries({ queryKey: ['containers', person.uuid] });
    await client.invalidateQueries({ queryKey: ['quotas'] });
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions of ${name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!entry.folder && (
            <Menu.Item leftSection={<IconDisc size={16} stroke={1.7} />} onClick={() => setAsked('register')}>
              Register as image…
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconTrash size={16} stroke={1.7} />}
            style={{ color: 'var(--bad)' }}
            onClick={() => setAsked('delete')}
          >
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          deed={entry.folder ? 'Delete folder' : 'Delete file'}
          act={remove}
          onClose={() => setAsked(null)}
        >
          {entry.folder
            ? 'The folder and everything in it are taken away.'
            : `${bytes(entry.bytes)} are taken away.`}{' '}
          People it was shared with lose it too.
        </Confirm>
      )}
      {asked === 'register' && (
        <RegisterDialog
          person={person}
          preset={{ container, object: entry.name }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function glyphOf({ folder, type, name }: Entry): { glyph: Icon; colour: string } {
  if (folder) return { glyph: IconFolderFilled, colour: 'var(--mantine-color-brand-4)' };
  if (type.startsWith('image/')) return { glyph: IconPhoto, colour: 'var(--ok-dot)' };
  if (type === 'application/pdf') return { glyph: IconFileTypePdf, colour: 'var(--bad-dot)' };
  if (/\.(zip|gz|tar|xz|zst|bz2|7z)$/i.test(name)) return { glyph: IconFileZip, colour: 'var(--warn-dot)' };
  if (/\.(raw|img|qcow2|iso|diskdump)$/i.test(name)) return { glyph: IconDisc, colour: 'var(--hold-dot)' };
  return { glyph: IconFileText, colour: 'var(--text-3)' };
}
