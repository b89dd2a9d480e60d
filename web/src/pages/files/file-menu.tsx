import { say } from '#text/files';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowBackUp, IconDisc, IconDots, IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAway } from '../../api/connection.ts';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { canBeDisk } from '../images/can-be-disk.ts';
import { RegisterDialog } from '../images/register-dialog.tsx';
import { DestroyFilesDialog } from './destroy-files-dialog.tsx';
import type { Place } from './place.ts';
import { plainName } from '../../text/plain-name.ts';

interface FileMenuProps extends Omit<Place, 'folder'> {
  entry: Entry;
  name: string;
  address: string;
}

/** What can be done with one file or folder. */
export function FileMenu({ person, container, entry, name, address }: FileMenuProps) {
  const [asked, setAsked] = useState<'destroy' | 'register' | null>(null);
  const { trash, restore } = useFileActions(person.uuid);
  const away = useAway();
  const trashed = container === TRASH;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={say.actionsOf({ name: plainName(name) })}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!entry.folder && (
            <Menu.Item
              component="a"
              href={address}
              download={name}
              leftSection={<IconDownload size={16} stroke={1.7} />}
            >
              {say.download}
            </Menu.Item>
          )}
          {canBeDisk(entry) && !trashed && (
            <Menu.Item
              disabled={away}
              leftSection={<IconDisc size={16} stroke={1.7} />}
              onClick={() => setAsked('register')}
            >
              {say.register}
            </Menu.Item>
          )}
          {trashed && entry.name.includes('/') && (
            <Menu.Item
              disabled={away}
              leftSection={<IconArrowBackUp size={16} stroke={1.7} />}
              onClick={() => void restore([entry])}
            >
              {say.restore}
            </Menu.Item>
          )}
          {trashed ? (
            <Menu.Item
              disabled={away}
              leftSection={<IconTrash size={16} stroke={1.7} />}
              style={{ color: 'var(--bad)' }}
              onClick={() => setAsked('destroy')}
            >
              {say.destroy}
            </Menu.Item>
          ) : (
            <Menu.Item
              disabled={away}
              leftSection={<IconTrash size={16} stroke={1.7} />}
              onClick={() => void trash(container, [entry], name)}
            >
              {say.moveToTrash}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'destroy' && (
        <DestroyFilesDialog person={person} entries={[entry]} onClose={() => setAsked(null)} />
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
