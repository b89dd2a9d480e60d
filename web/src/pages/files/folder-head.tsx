import { say } from '#text/files';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconDots, IconDownload, IconFolderPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Sums } from '../../api/folder-window.ts';
import { archiveAddress } from '../../api/services.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { containerWord } from './container-words.ts';
import { FolderPath } from './folder-path.tsx';
import type { Place } from './place.ts';
import { NewFolderDialog } from './new-folder-button.tsx';
import { UploadButton } from './upload-button.tsx';
import { bytes } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';

/** Where one is, and what can be put here. */
export function FolderHead(
  place: Place & { onFiles: (files: FileList) => void; empty: boolean; sums: Sums | undefined },
) {
  return (
    <div className="files-head">
      <FolderPath container={place.container} folder={place.folder} />
      {place.sums !== undefined && place.sums.files > 0 && (
        <span className="sub num" data-testid="trash-sum">
          {sumWords(place.sums)}
        </span>
      )}
      <span className="push row">
        {place.container === TRASH ? <EmptyTrash {...place} /> : <PutHere {...place} />}
      </span>
    </div>
  );
}

function EmptyTrash({ person, empty, folder, sums }: Place & { empty: boolean; sums: Sums | undefined }) {
  const { emptyTrash } = useFileActions(person.uuid);
  const [asking, setAsking] = useState(false);
  // Only the whole trash can be emptied: inside a folder the button would say less than it does.
  if (empty || folder !== '') return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {say.emptyTheTrash}
      </Button>
      {asking && (
        <Confirm
          title={say.emptyTrashTitle}
          deed={say.emptyTrashDeed}
          keep={say.keepThem}
          typed={containerWord(TRASH)}
          act={emptyTrash}
          onClose={() => setAsking(false)}
        >
          {say.emptyTrashWarning({ what: sums === undefined ? undefined : sumWords(sums) })}
        </Confirm>
      )}
    </>
  );
}

function PutHere({ person, container, folder, onFiles }: Place & { onFiles: (files: FileList) => void }) {
  const { deleteContainer } = useFileActions(person.uuid);
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'folder' | 'delete' | null>(null);
  const removeContainer = async () => {
    await deleteContainer(container);
    await navigate({ to: '/files' });
  };
  return (
    <>
      <Button
        variant="default"
        className="hide-phone"
        leftSection={<IconFolderPlus size={16} aria-hidden />}
        aria-keyshortcuts="N"
        onClick={() => setAsked('folder')}
      >
        {say.newFolder}
      </Button>
      <UploadButton onFiles={onFiles} />
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label={say.moreOfPlace}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFolderPlus size={16} stroke={1.7} />}
            onClick={() => setAsked('folder')}
          >
            {say.newFolder}
          </Menu.Item>
          <Menu.Item
            component="a"
            href={archiveAddress(person.uuid, container, folder)}
            download=""
            leftSection={<IconDownload size={16} stroke={1.7} />}
          >
            {say.downloadArchive}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} stroke={1.7} />}
            className="bad-deed"
            onClick={() => setAsked('delete')}
          >
            {say.deleteContainer}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'folder' && (
        <NewFolderDialog
          account={person.uuid}
          container={container}
          folder={folder}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title={say.deleteContainerTitle({ name: plainName(container) })}
          deed={say.deleteContainerDeed}
          typed={container}
          act={removeContainer}
          onClose={() => setAsked(null)}
        >
          {say.deleteContainerWarning}
        </Confirm>
      )}
    </>
  );
}

function sumWords({ files, bytes: size, more }: Sums): string {
  return more ? say.atLeast({ files, size: bytes(size) }) : say.sum({ files, size: bytes(size) });
}
