import type { Entry } from './files.ts';
import { entryOf } from './folder-window.ts';
import { objectsOf } from './services.ts';
import { TRASH } from './trash.ts';

/** A file or folder that was found, and the container that it lies in. */
export interface Found extends Entry {
  container: string;
}

/** Names that have the text in their last part, the newest first; `where` is a folder, else it is all but the trash. */
export async function searchFiles(
  account: string,
  match: string,
  where: { container: string; folder: string } | undefined,
  { offset, limit, signal }: { offset: number; limit: number; signal: AbortSignal },
): Promise<{ total: number; rows: Found[] }> {
  const objects = objectsOf(account);
  const asked = { offset, limit, signal };
  const { total, rows } = await (where === undefined
    ? objects.searchAll(match, { ...asked, without: TRASH })
    : objects.search(where.container, where.folder, match, asked));
  return {
    total,
    rows: rows.map((row) => ({ ...entryOf(row, row.path), container: row.container })),
  };
}
