import { say } from '#text/files';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { PlainAct } from '../../parts/act-button.tsx';
import { BulkBar } from '../../parts/data-table/bulk-bar.tsx';
import type { Selection } from '../../parts/data-table/use-selection.ts';
import { folderWord } from './container-words.ts';
import { DestroyFilesDialog } from './destroy-files-dialog.tsx';
import type { Place } from './place.ts';

/** What can be done with the ticked files. */
export function FilesBulkBar({
  person,
  container,
  selection,
}: Omit<Place, 'folder'> & { selection: Selection<Entry> }) {
  const { trash, restore } = useFileActions(person.uuid);
  const [asked, setAsked] = useState<Entry[]>([]);
  /** All that are ticked, also those that are not in this page. */
  const withAll = (act: (entries: Entry[]) => Promise<void>) =>
    void selection.load().then(act).then(selection.clear);
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
          <PlainAct className="bad" onClick={() => void selection.load().then(setAsked)}>
            <IconTrash size={16} aria-hidden />
            {say.destroy}
          </PlainAct>
        </>
      ) : (
        <PlainAct
          aria-keyshortcuts="Delete"
          onClick={() =>
            withAll((entries) => trash(container, entries, folderWord(container, entries[0]?.name ?? '')))
          }
        >
          <IconTrash size={16} aria-hidden />
          {say.moveToTrash}
        </PlainAct>
      )}
      {asked.length > 0 && (
        <DestroyFilesDialog person={person} entries={asked} onClose={() => setAsked([])} />
      )}
    </BulkBar>
  );
}

const isRestorable = ({ name }: Entry) => name.includes('/');
