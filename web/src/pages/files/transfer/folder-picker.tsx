import { say } from '#text/files';
import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowLeft, IconChevronRight, IconFolderFilled, IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { containersQuery } from '../../../api/files.ts';
import { folderNamesQuery } from '../../../api/folder-window.ts';
import { TRASH } from '../../../api/trash.ts';
import { useFileActions } from '../../../live/file-actions.ts';
import { ActButton } from '../../../parts/act-button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Name } from '../../../parts/name.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { containerWord, placeWord } from '../container-words.ts';
import styles from '../files.module.css';
import { NameDialog } from '../name-dialog.tsx';
import type { FolderSpot } from './plan.ts';

interface FolderPickerProps {
  account: string;
  title: string;
  /** What the button says for a place. */
  deed: (place: string) => string;
  start: FolderSpot;
  /** Whether nothing would change there. */
  isThere?: (at: FolderSpot) => boolean;
  onPick: (to: FolderSpot) => void;
  onClose: () => void;
}

/** Chooses a folder of any container by walking down to it; a new one can be made on the way. */
export function FolderPicker({ account, title, deed, start, isThere, onPick, onClose }: FolderPickerProps) {
  const [at, setAt] = useState<FolderSpot | undefined>(start);
  const [naming, setNaming] = useState(false);
  const { createFolder } = useFileActions(account);
  if (naming && at !== undefined) {
    return (
      <NameDialog
        title={say.newFolder}
        label={say.name}
        deed={say.createFolder}
        most={255}
        act={async (name) => {
          await createFolder(at.container, `${at.folder}${name}`);
          setAt({ ...at, folder: `${at.folder}${name}/` });
        }}
        onClose={() => setNaming(false)}
      />
    );
  }
  const here = at === undefined ? say.containers : placeWord(at.container, at.folder);
  return (
    <Dialog title={title} size={520} onClose={onClose}>
      <div className="row">
        <ActionIcon aria-label={say.folderAbove} disabled={at === undefined} onClick={() => setAt(above(at))}>
          <IconArrowLeft size={17} />
        </ActionIcon>
        <b className="cut">
          <Name of={here} />
        </b>
        {at !== undefined && (
          <ActButton
            className="push"
            variant="default"
            size="compact-sm"
            leftSection={<IconFolderPlus size={15} aria-hidden />}
            onClick={() => setNaming(true)}
          >
            {say.newFolder}
          </ActButton>
        )}
      </div>
      <div className={styles['picker']}>
        {at === undefined ? (
          <Containers account={account} onOpen={(container) => setAt({ container, folder: '' })} />
        ) : (
          <Folders
            account={account}
            at={at}
            onOpen={(name) => setAt({ ...at, folder: `${at.folder}${name}/` })}
          />
        )}
      </div>
      <div className="dialog-acts">
        <Button variant="default" onClick={onClose}>
          {say.cancel}
        </Button>
        <ActButton
          disabled={at === undefined || isThere?.(at) === true}
          onClick={() => at !== undefined && onPick(at)}
        >
          {deed(plainName(here))}
        </ActButton>
      </div>
    </Dialog>
  );
}

function above(at: FolderSpot | undefined): FolderSpot | undefined {
  if (at === undefined || at.folder === '') return undefined;
  return { ...at, folder: at.folder.slice(0, at.folder.slice(0, -1).lastIndexOf('/') + 1) };
}

function Containers({ account, onOpen }: { account: string; onOpen: (name: string) => void }) {
  const containers = useQuery(containersQuery(account));
  return (
    <Loaded of={containers} failed={{ title: say.notLoaded, stillWorks: say.theyAreSafe }}>
      {(all) =>
        all
          .filter(({ name }) => name !== TRASH)
          .map(({ name }) => <Row key={name} label={containerWord(name)} onOpen={() => onOpen(name)} />)
      }
    </Loaded>
  );
}

function Folders({
  account,
  at,
  onOpen,
}: {
  account: string;
  at: FolderSpot;
  onOpen: (name: string) => void;
}) {
  const folders = useQuery(folderNamesQuery(account, at.container, at.folder));
  return (
    <Loaded of={folders} failed={{ title: say.folderNotLoaded, stillWorks: say.storedSafely }}>
      {(names) =>
        names.length === 0 ? (
          <p className="sub">{say.noFoldersHere}</p>
        ) : (
          names.map((name) => <Row key={name} label={name} onOpen={() => onOpen(name)} />)
        )
      }
    </Loaded>
  );
}

function Row({ label, onOpen }: { label: string; onOpen: () => void }) {
  return (
    <button type="button" className={styles['pick']} onClick={onOpen}>
      <IconFolderFilled size={18} aria-hidden />
      <span className="cut">
        <Name of={label} />
      </span>
      <IconChevronRight size={16} aria-hidden />
    </button>
  );
}
