import { say } from '#text/files';
import { Button } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useFileActions } from '../../live/file-actions.ts';
import { NameDialog } from './name-dialog.tsx';

interface NewFolderProps {
  /** Whose files it comes to. */
  account: string;
  container: string;
  folder: string;
}

/** Makes a folder in a place. */
export function NewFolderButton(props: NewFolderProps) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFolderPlus size={16} aria-hidden />}
        aria-keyshortcuts="N"
        onClick={() => setAsked(true)}
      >
        {say.newFolder}
      </Button>
      {asked && <NewFolderDialog {...props} onClose={() => setAsked(false)} />}
    </>
  );
}

export function NewFolderDialog({
  account,
  container,
  folder,
  onClose,
}: NewFolderProps & { onClose: () => void }) {
  const { createFolder } = useFileActions(account);
  return (
    <NameDialog
      title={say.newFolder}
      label={say.name}
      deed={say.createFolder}
      most={255}
      act={(name) => createFolder(container, `${folder}${name}`)}
      onClose={onClose}
    />
  );
}
