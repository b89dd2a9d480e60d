import { useQueryClient } from '@tanstack/react-query';
import { say } from '#text/file-actions';
import { keysOfFiles, readAgain } from '../api/keys.ts';
import { deleteEntry, emptyContainer, type Entry } from '../api/files.ts';
import { moveToTrash, restoreFromTrash, TRASH } from '../api/trash.ts';
import { noteFailure, noteWithUndo } from '../parts/undo-note.tsx';
import { plainName } from '../text/plain-name.ts';

/** What can be done with the files of a person; the lists that show them are asked for anew. */
export function useFileActions(account: string) {
  const client = useQueryClient();
  const changed = () => readAgain(client, ...keysOfFiles(account));
  /** Does it for each, and tells of the first that failed after the others were done. */
  const each = async (
    entries: Entry[],
    act: (entry: Entry) => Promise<void>,
    failed: (failures: { count: number }) => string,
  ) => {
    const failures: unknown[] = [];
    for (const entry of entries) await act(entry).catch((error: unknown) => failures.push(error));
    await changed();
    if (failures.length > 0) noteFailure(failed({ count: failures.length }), failures[0]);
  };
  const restore = (entries: Entry[]) =>
    each(
      entries,
      async (entry) => void (await restoreFromTrash(account, entry.name, entry.folder)),
      say.notPutBack,
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
        say.notTrashed,
      );
      if (moved.length > 0)
        noteWithUndo(
          moved.length === 1
            ? say.trashed({ name: plainName(what) })
            : say.trashedCount({ count: moved.length }),
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
