import { keys } from '../../api/keys.ts';
import { ApiError } from '../../api/api-error.ts';
import type { Entry } from '../../api/files.ts';
import { type FolderWindow, readFolderWindow } from '../../api/folder-window.ts';
import { TRASH } from '../../api/trash.ts';
import type { TableState } from '../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../parts/data-table/window-source.ts';
import type { FileSort } from './file-columns.tsx';
import type { Place } from './place.ts';

/** What the cloud calls the orders. */
const ORDERS = { name: 'name', size: 'bytes', changed: 'changed', type: 'type' } as const;

/** The rows of a place, ordered and filtered by the cloud; in the trash with what lies in all of it. */
export function useFolder({ person, container, folder }: Place, { filter, sort }: TableState<FileSort>) {
  const place = { container, path: folder };
  const question = {
    match: filter.trim() || undefined,
    sort: ORDERS[sort.by],
    descending: sort.down,
    sums: container === TRASH,
  };
  return useWindowSource<Entry, FolderWindow>({
    queryKey: keys.folder(person.uuid, container, folder, question),
    key: ({ name, folder: isFolder }) => (isFolder ? `${name}/` : name),
    read: (offset, limit, signal) => {
      const window = readFolderWindow(person.uuid, place, { ...question, offset, limit, signal });
      // The first file that is deleted makes the trash: before, there is none, and it is empty all the same.
      return container === TRASH && folder === '' ? window.catch(emptyWhenMissing) : window;
    },
  });
}

function emptyWhenMissing(error: unknown): FolderWindow {
  if (error instanceof ApiError && error.status === 404) return { total: 0, rows: [] };
  throw error;
}
