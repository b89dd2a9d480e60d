import { say } from '#text/files';
import { IconArrowBackUp, IconCopy, IconDownload, IconFolderSymlink, IconTrash } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { PlainAct } from '../../parts/act-button.tsx';
import { BulkBar } from '../../parts/data-table/bulk-bar.tsx';
import type { Selection } from '../../parts/data-table/use-selection.ts';
import { folderWord } from './container-words.ts';
import { downloadAll } from './archive.ts';
import { useAskDeed } from './file-deeds.tsx';
import type { Place } from './place.ts';

/** What can be done with the ticked files. */
export function FilesBulkBar({
  person,
  container,
  selection,
  onTicked,
}: Omit<Place, 'folder'> & {
  selection: Selection<Entry>;
  /** Told what is ticked, for keys and drags; undefined when nothing is any more. */
  onTicked: (selection: Selection<Entry> | undefined) => void;
}) {
  const { trash, restore } = useFileActions(person.uuid);
  const ask = useAskDeed();
  useEffect(() => {
    onTicked(selection);
    return () => onTicked(undefined);
  }, [onTicked, selection]);
  /** All that are ticked, also those that are not in this page. */
  const withAll = (act: (entries: Entry[]) => Promise<ReadonlyMap<Entry, string>>) =>
    void selection.load().then(act).then(selection.settle);
  return (
    <BulkBar label={say.actionsOfSelected} selection={selection}>
      {container === TRASH ? (
        <>
          {/* What lies at the top of the trash came from a container, which cannot be put back whole. */}
          {(selection.all || selection.known.some(isRestorable)) && (
            <PlainAct onClick={() => withAll((entries) => restore(entries.filter(isRestorable)))}>
              <IconArrowBackUp size={16} aria-hidden />
              {say.restore}
            </PlainAct>
          )}
          <PlainAct
            className="bad"
            onClick={() => void selection.load().then((entries) => ask('destroy', entries))}
          >
            <IconTrash size={16} aria-hidden />
            {say.destroy}
          </PlainAct>
        </>
      ) : (
        <>
          <PlainAct
            onClick={() =>
              void selection.load().then((entries) => downloadAll(person.uuid, container, entries))
            }
          >
            <IconDownload size={16} aria-hidden />
            {say.download}
          </PlainAct>
          <PlainAct onClick={() => void selection.load().then((entries) => ask('move', entries))}>
            <IconFolderSymlink size={16} aria-hidden />
            {say.moveTo}
          </PlainAct>
          <PlainAct onClick={() => void selection.load().then((entries) => ask('copy', entries))}>
            <IconCopy size={16} aria-hidden />
            {say.copyTo}
          </PlainAct>
          <PlainAct
            aria-keyshortcuts="Delete"
            onClick={() =>
              withAll((entries) => trash(container, entries, folderWord(container, entries[0]?.name ?? '')))
            }
          >
            <IconTrash size={16} aria-hidden />
            {say.moveToTrash}
          </PlainAct>
        </>
      )}
    </BulkBar>
  );
}

const isRestorable = ({ name }: Entry) => name.includes('/');
