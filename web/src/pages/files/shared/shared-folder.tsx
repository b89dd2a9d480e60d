import { say } from '#text/files';
import { useSearch } from '@tanstack/react-router';
import { IconCopy, IconDownload, IconUpload, IconUsers } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { keys } from '../../../api/keys.ts';
import type { Entry, Right } from '../../../api/files.ts';
import { type FolderWindow, readFolderWindow } from '../../../api/folder-window.ts';
import { useNow } from '../../../live/use-now.ts';
import { PlainAct } from '../../../parts/act-button.tsx';
import { BulkBar } from '../../../parts/data-table/bulk-bar.tsx';
import { DataTable } from '../../../parts/data-table/data-table.tsx';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import type { Selection } from '../../../parts/data-table/use-selection.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Empty } from '../../../parts/empty.tsx';
import { FilterField } from '../../../parts/filter-field.tsx';
import { Name } from '../../../parts/name.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { chosenFiles } from '../../../upload/dropped-files.ts';
import { useUploadQueue } from '../../../upload/upload-context.tsx';
import { downloadAll } from '../archive.ts';
import { DetailsDrawer } from '../details/details-drawer.tsx';
import { useOpenDetails } from '../details/open-details.ts';
import { DropPlace } from '../drop-place.tsx';
import { FolderPath } from '../folder-path.tsx';
import { HOME, placeWord } from '../container-words.ts';
import { NewFolderButton } from '../new-folder-button.tsx';
import type { Place } from '../place.ts';
import { FolderPicker } from '../transfer/folder-picker.tsx';
import { leafOf } from '../transfer/plan.ts';
import { useTransfers } from '../transfer/transfer-context.tsx';
import { UploadButton } from '../upload-button.tsx';
import { useFileKeys } from '../use-file-keys.ts';
import { usePlaceUpload } from '../use-place-upload.ts';
import { SHARED_SORTS, sharedColumns } from './shared-columns.tsx';

const ORDERS = { name: 'name', size: 'bytes', changed: 'changed' } as const;

interface SharedFolderProps {
  place: Place & { owner: string };
  ownerName: string;
}

/** A folder of somebody else's: what may be done in it is offered, and nothing that would be refused. */
export function SharedFolder({ place, ownerName }: SharedFolderProps) {
  const { owner, container, folder } = place;
  const state = useTableSearch(SHARED_SORTS);
  const question = {
    match: state.filter.trim() || undefined,
    sort: ORDERS[state.sort.by],
    descending: state.sort.down,
  };
  const source = useWindowSource<Entry, FolderWindow>({
    queryKey: keys.folder(owner, container, folder, question),
    key: ({ name, folder: isFolder }) => (isFolder ? `${name}/` : name),
    read: (offset, limit, signal) =>
      readFolderWindow(owner, { container, path: folder }, { ...question, offset, limit, signal }),
  });
  const inherited = source.newest?.allowedTo;
  const { upload } = usePlaceUpload(place);
  const [copied, setCopied] = useState<Entry[]>();
  const ticked = useRef<Selection<Entry>>(undefined);
  useFileKeys(place, source, ticked);
  const renewed = useNewVersion(place);
  const askNewVersion = renewed.ask;
  const now = useNow();
  const columns = useMemo(
    () => sharedColumns({ owner, container, now, inherited, onCopy: setCopied, onNewVersion: askNewVersion }),
    [owner, container, now, inherited, askNewVersion],
  );
  return (
    <DropPlace
      here={placeWord(container, folder, true)}
      {...(inherited === 'write' ? { onFiles: upload } : {})}
    >
      <div className="files-head">
        <FolderPath container={container} folder={folder} owner={{ id: owner, name: ownerName }} />
        {inherited === 'write' && (
          <span className="push row">
            <NewFolderButton account={owner} container={container} folder={folder} />
            <UploadButton onFiles={(list) => upload(chosenFiles(list))} />
          </span>
        )}
      </div>
      {source.newest !== undefined && (
        <div className="note files-note">
          <span>{rightWords(inherited, <Name of={ownerName} />)}</span>
        </div>
      )}
      <div className="files-tools">
        <FilterField label={say.filter} kept={state.filter} onKeep={state.setFilter} />
      </div>
      <div className="files-list">
        <DataTable
          bare
          id="shared"
          label={say.sharedWithMe}
          columns={columns}
          source={source}
          state={state}
          scope={`${owner}/${container}/${folder}`}
          nameOf={({ name }) => plainName(leafOf(name))}
          counted={(count) => say.entries({ count })}
          bulk={(selection) => (
            <BulkBar label={say.actionsOfSelected} selection={selection}>
              <PlainAct
                onClick={() => void selection.load().then((all) => downloadAll(owner, container, all))}
              >
                <IconDownload size={16} aria-hidden />
                {say.download}
              </PlainAct>
              <PlainAct onClick={() => void selection.load().then(setCopied)}>
                <IconCopy size={16} aria-hidden />
                {say.copyTo}
              </PlainAct>
            </BulkBar>
          )}
          failed={{ title: say.folderNotLoaded, stillWorks: say.storedSafely }}
          empty={
            inherited === 'write' ? (
              <Empty icon={IconUpload} title={say.emptyFolder}>
                {say.emptyFolderDetail}
              </Empty>
            ) : (
              <Empty icon={IconUsers} title={say.emptyFolder}>
                {say.nothingSharedHere}
              </Empty>
            )
          }
        />
      </div>
      {renewed.field}
      {copied !== undefined && (
        <CopyDialog place={place} entries={copied} onClose={() => setCopied(undefined)} />
      )}
      <OpenDetails {...place} />
    </DropPlace>
  );
}

function rightWords(inherited: Right | undefined, name: ReactNode): ReactNode {
  if (inherited === undefined) return say.sharedInPart({ name });
  return inherited === 'write' ? say.mayChange({ name }) : say.lookOnly({ name });
}

/** Chooses a file that becomes the newest version of one that is there. */
function useNewVersion({ person, owner, container }: SharedFolderProps['place']) {
  const queue = useUploadQueue();
  const input = useRef<HTMLInputElement>(null);
  const object = useRef('');
  const ask = useCallback((entry: Entry) => {
    object.current = entry.name;
    input.current?.click();
  }, []);
  const field = (
    <input
      ref={input}
      type="file"
      hidden
      aria-label={say.newVersionFile}
      onChange={({ currentTarget }) => {
        const file = currentTarget.files?.[0];
        const target = { account: owner, by: person.uuid, container, object: object.current };
        if (file !== undefined) queue.add([{ file, target, replace: true }]);
        currentTarget.value = '';
      }}
    />
  );
  return { ask, field };
}

/** Into the person's own files, where it counts on his own quota. */
function CopyDialog({
  place: { person, owner, container },
  entries,
  onClose,
}: {
  place: SharedFolderProps['place'];
  entries: Entry[];
  onClose: () => void;
}) {
  const { into } = useTransfers();
  const [first] = entries;
  const what =
    entries.length === 1 && first !== undefined
      ? plainName(leafOf(first.name))
      : say.things({ count: entries.length });
  return (
    <FolderPicker
      account={person.uuid}
      title={say.copyTitle({ what })}
      deed={(to) => say.copyHere({ place: to })}
      start={{ container: HOME, folder: '' }}
      onPick={(to) => {
        onClose();
        void into('copy', entries, container, to, owner);
      }}
      onClose={onClose}
    />
  );
}

function OpenDetails({ person, owner, container }: SharedFolderProps['place']) {
  const { details } = useSearch({ from: '/inside/files' });
  const open = useOpenDetails();
  if (details === undefined) return null;
  return (
    <DetailsDrawer
      person={person}
      owner={owner}
      container={container}
      name={details}
      onClose={() => open(undefined)}
    />
  );
}
