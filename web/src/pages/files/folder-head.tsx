import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconDots, IconFolderPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { createFolder, deleteContainer } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { FolderPath } from './folder-path.tsx';
import type { Place } from './place.ts';
import { NameDialog } from './name-dialog.tsx';
import { sumWords, type TrashSums } from './trash-sums.ts';
import { UploadButton } from './upload-button.tsx';
import { plainName } from '../../text/plain-name.ts';

/** Where one is, and what can be put here. */
export function FolderHead(
  place: Place & { onFiles: (files: FileList) => void; empty: boolean; sums: TrashSums | undefined },
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

function EmptyTrash({
  person,
  empty,
  folder,
  sums,
}: Place & { empty: boolean; sums: TrashSums | undefined }) {
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
        Empty trash…
      </Button>
      {asking && (
        <Confirm
          title="Empty the trash?"
          deed="Empty trash"
          keep="Keep them"
          typed="Trash"
          act={emptyTrash}
          onClose={() => setAsking(false)}
        >
          {sums === undefined ? 'Everything in it is' : `Everything in it (${sumWords(sums)}) is`} gone for
          good, and its space is free again.
        </Confirm>
      )}
    </>
  );
}

function PutHere({ person, container, folder, onFiles }: Place & { onFiles: (files: FileList) => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'folder' | 'delete' | null>(null);
  const makeFolder = async (name: string) => {
    await createFolder(person.uuid, container, `${folder}${name}`);
    await client.invalidateQueries({ queryKey: ['folder', person.uuid, container] });
  };
  const removeContainer = async () => {
    await deleteContainer(person.uuid, container);
    await client.invalidateQueries({ queryKey: ['containers', person.uuid] });
    await client.invalidateQueries({ queryKey: ['quotas'] });
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
        New folder
      </Button>
      <UploadButton onFiles={onFiles} />
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label="More about this place">
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFolderPlus size={16} stroke={1.7} />}
            onClick={() => setAsked('folder')}
          >
            New folder
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} stroke={1.7} />}
            style={{ color: 'var(--bad)' }}
            onClick={() => setAsked('delete')}
          >
            Delete container…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'folder' && (
        <NameDialog
          title="New folder"
          label="Name"
          deed="Create folder"
          most={255}
          act={makeFolder}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title={`Delete the container ${plainName(container)}?`}
          deed="Delete container"
          typed={container}
          act={removeContainer}
          onClose={() => setAsked(null)}
        >
          Every file in it and every earlier version is gone for good. Images that were registered from its
          files go with them.
        </Confirm>
      )}
    </>
  );
}
