import { IconArrowBackUp, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { DestroyFilesDialog } from './destroy-files-dialog.tsx';
import { folderWord } from './container-words.ts';
import type { Place } from './place.ts';
import { PlainAct } from '../../parts/act-button.tsx';

/** What can be done with the ticked files. */
export function FilesBulkBar({
  place: { person, container },
  entries,
  onClear,
}: {
  place: Place;
  entries: Entry[];
  onClear: () => void;
}) {
  const { trash, restore } = useFileActions(person.uuid);
  const [asking, setAsking] = useState(false);
  const restorable = entries.filter(({ name }) => name.includes('/'));
  return (
    <div className="bulk" role="toolbar" aria-label="Actions of the selected files">
      <b className="num" style={{ fontWeight: 600, marginInlineEnd: 8 }}>
        {entries.length} selected
      </b>
      {container === TRASH ? (
        <>
          {restorable.length > 0 && (
            <PlainAct onClick={() => void restore(restorable).then(onClear)}>
              <IconArrowBackUp size={16} aria-hidden />
              Restore
            </PlainAct>
          )}
          <PlainAct className="bad" onClick={() => setAsking(true)}>
            <IconTrash size={16} aria-hidden />
            Delete for good…
          </PlainAct>
        </>
      ) : (
        <PlainAct
          type="button"
          aria-keyshortcuts="Delete"
          onClick={() =>
            void trash(container, entries, folderWord(container, entries[0]?.name ?? '')).then(onClear)
          }
        >
          <IconTrash size={16} aria-hidden />
          Move to trash
        </PlainAct>
      )}
      <button type="button" aria-label="Clear the selection" aria-keyshortcuts="Escape" onClick={onClear}>
        <IconX size={16} aria-hidden />
      </button>
      {asking && <DestroyFilesDialog person={person} entries={entries} onClose={() => setAsking(false)} />}
    </div>
  );
}
