import { say } from '#text/files';
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCopy,
  IconCut,
  IconDisc,
  IconDots,
  IconDownload,
  IconFolderSymlink,
  IconInfoCircle,
  IconPencil,
  IconTrash,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useAway } from '../../api/connection.ts';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { canBeDisk } from '../images/can-be-disk.ts';
import { archiveOf } from './archive.ts';
import { useAskDeed } from './file-deeds.tsx';
import { useOpenDetails } from './details/open-details.ts';
import type { Place } from './place.ts';
import { plainName } from '../../text/plain-name.ts';
import { useTransfers } from './transfer/transfer-context.tsx';

interface FileMenuProps extends Omit<Place, 'folder'> {
  entry: Entry;
  name: string;
  address: string;
}

/** What can be done with one file or folder. */
export function FileMenu({ person, container, entry, name, address }: FileMenuProps) {
  const ask = useAskDeed();
  const openDetails = useOpenDetails();
  const { setClipboard } = useTransfers();
  const { trash, restore } = useFileActions(person.uuid);
  const trashed = container === TRASH;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={say.actionsOf({ name: plainName(name) })}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={entry.folder ? archiveOf(person.uuid, container, [entry]) : address}
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
        {trashed ? (
          <>
            {entry.name.includes('/') && (
              <Act icon={IconArrowBackUp} label={say.restore} act={() => void restore([entry])} />
            )}
            <Act bad icon={IconTrash} label={say.destroy} act={() => ask('destroy', [entry])} />
          </>
        ) : (
          <>
            <Act icon={IconUsers} label={say.share} act={() => ask('share', [entry])} />
            <Act icon={IconPencil} label={say.rename} keys="F2" act={() => ask('rename', [entry])} />
            <Act icon={IconFolderSymlink} label={say.moveTo} act={() => ask('move', [entry])} />
            <Act icon={IconCopy} label={say.copyTo} act={() => ask('copy', [entry])} />
            <Act
              icon={IconCut}
              label={say.cut}
              keys="Control+X"
              act={() => setClipboard({ verb: 'move', container, entries: [entry] })}
            />
            {canBeDisk(entry) && (
              <Act icon={IconDisc} label={say.register} act={() => ask('register', [entry])} />
            )}
            <Act icon={IconTrash} label={say.moveToTrash} act={() => void trash(container, [entry], name)} />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Act({
  icon: Glyph,
  label,
  keys,
  bad = false,
  act,
}: {
  icon: Icon;
  label: string;
  keys?: string;
  bad?: boolean;
  act: () => void;
}) {
  const away = useAway();
  return (
    <Menu.Item
      disabled={away}
      leftSection={<Glyph size={16} stroke={1.7} />}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      {...(bad ? { className: 'bad-deed' } : {})}
      onClick={act}
    >
      {label}
    </Menu.Item>
  );
}
