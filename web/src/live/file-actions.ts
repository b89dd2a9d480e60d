import { useQueryClient } from '@tanstack/react-query';
import { say } from '#text/file-actions';
import { isUnreachable, reasonOf } from '../api/api-error.ts';
import { keys, keysOfFiles, readAgain } from '../api/keys.ts';
import {
  createContainer,
  createFolder,
  deleteContainer,
  deleteEntry,
  emptyContainer,
  type Entry,
} from '../api/files.ts';
import { moveToTrash, restoreFromTrash, TRASH } from '../api/trash.ts';
import { noteFailure, noteWithUndo } from '../parts/undo-note.tsx';
import { runMany } from './run-many.ts';
import { plainName } from '../text/plain-name.ts';

/** What can be done with the files of a person; the lists that show them are asked for anew. */
export function useFileActions(account: string) {
  const client = useQueryClient();
  const changed = () => readAgain(client, ...keysOfFiles(account));
  /** Does it for each, until there is no connection; tells of what it was refused for, and answers why. */
  const each = async (
    entries: readonly Entry[],
    act: (entry: Entry) => Promise<void>,
    failed: (failures: { count: number }) => string,
  ): Promise<Map<Entry, string>> => {
    const refused = new Map<Entry, string>();
    let first: unknown;
    const begun = await runMany(entries, async (entry) => {
      try {
        await act(entry);
        return true;
      } catch (error) {
        first ??= error;
        refused.set(entry, reasonOf(error));
        return !isUnreachable(error);
      }
    });
    await changed();
    if (first !== undefined) noteFailure(failed({ count: refused.size + entries.length - begun }), first);
    for (const entry of entries.slice(begun)) refused.set(entry, '');
    return refused;
  };
  const restore = (entries: Entry[]) =>
    each(
      entries,
      async (entry) => void (await restoreFromTrash(account, entry.name, entry.folder)),
      say.notPutBack,
    );
  return {
    async createContainer(name: string): Promise<void> {
      await createContainer(account, name);
      await readAgain(client, keys.containers(account));
    },
    async deleteContainer(name: string): Promise<void> {
      await deleteContainer(account, name);
      await readAgain(client, keys.containers(account), keys.quotas());
    },
    /** `path` is its whole name in the container. */
    async createFolder(container: string, path: string): Promise<void> {
      await createFolder(account, container, path);
      await readAgain(client, ...keysOfFiles(account, container));
    },
    /** Each of these answers what it was not done for, and why; what was not begun has no reason. */
    restore,
    /** Moves them to the trash at once; a note offers to undo it. */
    async trash(container: string, entries: Entry[], what: string): Promise<Map<Entry, string>> {
      const moved: Entry[] = [];
      const refused = await each(
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
          async () => void (await restore(moved)),
        );
      return refused;
    },
    /** For good: there is no way back. */
    destroy: (entries: Entry[]) =>
      each(entries, (entry) => deleteEntry(account, TRASH, entry), say.notDestroyed),
    async emptyTrash(): Promise<void> {
      await emptyContainer(account, TRASH);
      await changed();
    },
  };
}
