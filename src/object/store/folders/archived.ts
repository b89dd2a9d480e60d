import { sql } from 'kysely';
import { type RulingEntry, withinCondition } from '../listings.ts';
import type { Db } from '../rows.ts';
import { below, current, type FolderSource } from './folder-source.ts';

/** An object of an archive, with what its content is named by. */
export interface ArchivedObject {
  name: string;
  serial: bigint;
  hash: string | null;
  size: number;
  mtime: bigint;
  directory: boolean;
  available: number;
}

/** What archives are made of. */
export class ArchivedStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Objects at one instant, by name: all below a folder, or those of the names directly in it and what is below them. */
  async below(
    source: FolderSource,
    {
      leaves,
      entries,
      limit,
    }: { leaves: readonly string[] | undefined; entries: readonly RulingEntry[] | undefined; limit: number },
  ): Promise<ArchivedObject[]> {
    const chosen =
      leaves === undefined
        ? sql`select n.id from nodes n where ${below(source)}`
        : sql`select n.id from unnest(${[...leaves]}::text[]) l (leaf) join nodes n
            on ${current(source)} and n.name = ${source.path}::text || l.leaf
          union
          select n.id from unnest(${[...leaves]}::text[]) l (leaf) join nodes n
            on ${current(source)} and n.name >= ${source.path}::text || l.leaf || '/' and n.name < ${source.path}::text || l.leaf || '0'`;
    const { rows } = await sql<Omit<ArchivedObject, 'size'> & { size: bigint }>`
      select n.name, v.serial, v.hash, v.size, v.mtime, n.directory, v.available
      from (${chosen}) c join nodes n on n.id = c.id join versions v on v.serial = n.latest
      where ${entries === undefined ? sql`true` : withinCondition(entries)}
      order by n.name limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }
}
