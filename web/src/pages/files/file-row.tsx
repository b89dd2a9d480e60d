import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { downloadAddress, type Entry } from '../../api/files.ts';
import { ago, bytes, exactTime } from '../../text/format.ts';
import { folderWord } from './container-words.ts';
import { glyphOf } from './file-glyph.ts';
import { FileMenu } from './file-menu.tsx';
import type { Place } from './place.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

interface FileRowProps {
  place: Place;
  entry: Entry;
  now: number;
  chosen: boolean;
  onChoose: () => void;
}

/** One file or folder, with what can be done with it. */
export function FileRow({ place, entry, now, chosen, onChoose }: FileRowProps) {
  const { person, container } = place;
  const name = folderWord(container, entry.name);
  const { glyph: Glyph, colour } = glyphOf(entry);
  const changed = entry.changed === '' ? '' : ago(entry.changed, now);
  // How much lies in a folder is known in the trash only.
  const size = entry.folder && entry.bytes === 0 ? '' : bytes(entry.bytes);
  const address = downloadAddress(person.uuid, container, entry.name);
  return (
    <tr data-row aria-selected={chosen}>
      <td className="hide-phone">
        <Checkbox size="xs" aria-label={`Select ${plainName(name)}`} checked={chosen} onChange={onChoose} />
      </td>
      <td>
        <span className="row" style={{ gap: 10 }}>
          <Glyph size={20} stroke={1.6} style={{ color: colour, flex: 'none' }} aria-hidden />
          <span style={{ minWidth: 0 }}>
            {entry.folder ? (
              <Link
                data-row-link
                to="/files"
                search={{ container, folder: `${entry.name}/` }}
                className="file-name"
                title={plainName(name)}
              >
                <Name of={name} />
              </Link>
            ) : (
              <a data-row-link href={address} download={name} className="file-name" title={plainName(name)}>
                <Name of={name} />
              </a>
            )}
            <span className="only-phone sub small">
              {[entry.folder ? 'Folder' : '', size, changed].filter((part) => part !== '').join(' · ')}
            </span>
          </span>
        </span>
      </td>
      <td className="end num hide-phone sub" style={{ whiteSpace: 'nowrap' }}>
        {size}
      </td>
      <td className="sub hide-phone" style={{ whiteSpace: 'nowrap' }} title={exactTime(entry.changed)}>
        {changed}
      </td>
      <td className="end">
        <span className="row" style={{ gap: 0, justifyContent: 'flex-end' }}>
          {!entry.folder && (
            <Tooltip label="Download">
              <ActionIcon
                component="a"
                className="hide-phone"
                href={address}
                download={name}
                aria-label={`Download ${plainName(name)}`}
              >
                <IconDownload size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          <FileMenu place={place} entry={entry} name={name} address={address} />
        </span>
      </td>
    </tr>
  );
}
