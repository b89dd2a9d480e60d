import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import {
  IconChevronDown,
  IconChevronRight,
  IconDots,
  IconFile,
  IconFolder,
  IconFolderPlus,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { createFolder, deleteContainer } from '../../api/files.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { containerWord } from './container-words.ts';
import type { Place } from './folder-view.tsx';
import { NameDialog } from './name-dialog.tsx';

/** Where one is, and what can be put here. */
export function FolderHead({
  person,
  container,
  folder,
  onFiles,
}: Place & { onFiles: (files: FileList) => void }) {
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
    <div className="files-head">
      <Path container={container} folder={folder} />
      <span className="push row">
        <Button
          variant="default"
          className="hide-phone"
          leftSection={<IconFolderPlus size={16} aria-hidden />}
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
      </span>
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
          title={`Delete the container ${container}?`}
          deed="Delete container"
          typed={container}
          act={removeContainer}
          onClose={() => setAsked(null)}
        >
          Every file in it and every earlier version is gone for good. Images that were registered from its
          files go with them.
        </Confirm>
      )}
    </div>
  );
}

function Path({ container, folder }: { container: string; folder: string }) {
  const parts = folder === '' ? [] : folder.slice(0, -1).split('/');
  const all = [{ label: containerWord(container), path: '' }].concat(
    parts.map((part, at) => ({
      label: part === '' ? '/' : part,
      path: `${parts.slice(0, at + 1).join('/')}/`,
    })),
  );
  return (
    <h1 className="files-path">
      {all.map(({ label, path }, at) => (
        <span key={path} className="row" style={{ gap: 4, minWidth: 0 }}>
          {at > 0 && <IconChevronRight size={16} color="var(--text-3)" aria-hidden />}
          {at === all.length - 1 ? (
            <b className="cut" style={{ fontWeight: 640 }}>
              {label}
            </b>
          ) : (
            <Link to="/files" search={{ container, ...(path === '' ? {} : { folder: path }) }}>
              {label}
            </Link>
          )}
        </span>
      ))}
    </h1>
  );
}

function UploadButton({ onFiles }: { onFiles: (files: FileList) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    if (input.files !== null && input.files.length > 0) onFiles(input.files);
    input.value = '';
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button
            leftSection={<IconUpload size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            Upload
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFile size={16} stroke={1.7} />} onClick={() => files.current?.click()}>
            Files…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolder size={16} stroke={1.7} />}
            onClick={() => folder.current?.click()}
          >
            A folder…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label="Folder to upload"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
    </>
  );
}
