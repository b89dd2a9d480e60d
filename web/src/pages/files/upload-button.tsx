import { say } from '#text/files';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFile, IconFolder, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';

/** Chooses files or a folder to upload. */
export function UploadButton({ onFiles }: { onFiles: (files: FileList) => void }) {
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
            aria-keyshortcuts="C U"
          >
            {say.upload}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFile size={16} stroke={1.7} />} onClick={() => files.current?.click()}>
            {say.someFiles}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolder size={16} stroke={1.7} />}
            onClick={() => folder.current?.click()}
          >
            {say.aFolder}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={say.filesToUpload}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={say.folderToUpload}
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
    </>
  );
}
