import { useQueryClient } from '@tanstack/react-query';
import { deleteEntry, emptyContainer, type Entry } from '../api/files.ts';
import { moveToTrash, restoreFromTrash, TRASH } from '../api/trash.ts';
import { noteFailure, noteWithUndo } from '../parts/undo-note.tsx';
import { counted } from '../text/format.ts';
import { plainName } from '../text/plain-name.ts';

/** What can be done with the files of a person; the lists that show them are asked for anew. */
export function useFileActions(account: string) {
  const client = useQueryClient();
  const changed = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['folder', account] }),
      client.invalidateQueries({ queryKey: ['containers', account] }),
      client.invalidateQueries({ queryKey: ['quotas'] }),
    ]);
  /** Does it for each, and tells of the first that failed after the others were done. */
  const each = async (entries: Entry[], act: (entry: Entry) => Promise<void>, failed: string) => {
    const failures: unknown[] = [];
    for (const entry of entries) await act(entry).catch((error: unknown) => failures.push(error));
    await changed();
    if (failures.length > 0)
      noteFailure(failures.length === 1 ? failed : `${failed} (${failures.length})`, failures[0]);
  };
  const restore = (entries: Entry[]) =>
    each(
      entries,
      async (entry) => void (await restoreFromTrash(account, entry.name, entry.folder)),
      'Not put back',
    );
  return {
    restore,
    /** Moves them to the trash at once; a note offers to undo it. */
    async trash(container: string, entries: Entry[], what: string): Promise<void> {
      const moved: Entry[] = [];
      await each(
        entries,
        async (entry) => {
          moved.push({ ...entry, name: await moveToTrash(account, container, entry) });
        },
        'Not moved to the trash',
      );
      if (moved.length > 0)
        noteWithUndo(
          `${moved.length === 1 ? plainName(what) : counted(moved.length, 'thing')} moved to the trash.`,
          () => restore(moved),
        );
    },
    /** For good: there is no way back. */
    async destroy(entries: Entry[]): Promise<void> {
      for (const entry of entries) await deleteEntry(account, TRASH, entry);
      await changed();
    },
    async emptyTrash(): Promise<void> {
      await emptyContainer(account, TRASH);
      await changed();
    },
  };
}
