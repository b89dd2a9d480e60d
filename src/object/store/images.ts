import { sql } from 'kysely';
import { isExpired } from './clock.ts';
import type { Db } from './rows.ts';
import { NORMAL } from './schema.ts';

/** A current object with where it lives: what compute is told. */
export interface LocatedVersion {
  account: string;
  container: string;
  containerId: bigint;
  name: string;
  node: bigint;
  serial: bigint;
  hash: string | null;
  size: number;
  type: string;
  mtime: bigint;
  uuid: string;
  checksum: string;
  available: number;
  isSnapshot: boolean;
}

const located = sql`
  select a.name as account, c.name as container, c.id as "containerId", n.name, n.id as node, v.serial, v.hash, v.size,
         v.type, v.mtime, v.uuid, v.checksum, v.available, v.is_snapshot as "isSnapshot"
  from versions v
  join nodes n on n.id = v.node
  join nodes c on c.id = n.parent
  join nodes a on a.id = c.parent`;

/** Current objects with where they live, as compute asks for them. */
export class ImageStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The object that has this uuid now. */
  async byUuid(uuid: string): Promise<LocatedVersion | undefined> {
    return one(
      await sql<Row>`${located} where v.uuid = ${uuid} and v.cluster = ${NORMAL} and not ${isExpired} and a.parent = 0`.execute(
        this.#db,
      ),
    );
  }

  /** The object at a path. */
  async at(path: { account: string; container: string; name: string }): Promise<LocatedVersion | undefined> {
    return one(
      await sql<Row>`${located} where a.parent = 0 and a.name = ${path.account} and c.name = ${path.container}
        and n.name = ${path.name} and v.cluster = ${NORMAL} and not ${isExpired}`.execute(this.#db),
    );
  }

  /** Objects with metadata in a domain; of a reader's those that are his or carry an entry for one of the holders. */
  async ofDomain(
    query: { domain: string; owner?: string },
    reader: { user: string; holders: readonly string[] } | undefined,
  ): Promise<LocatedVersion[]> {
    const owner = query.owner === undefined ? sql`true` : sql`a.name = ${query.owner}`;
    const readable =
      reader === undefined
        ? sql`true`
        : sql`(a.name = ${reader.user} or exists (
          select from permissions p where p.account = a.name and p.container = c.name
            and starts_with(n.name, p.name) and p.holder = any(${[...reader.holders]}::text[])))`;
    const { rows } = await sql<Row>`${located}
      where v.cluster = ${NORMAL} and not ${isExpired} and a.parent = 0 and ${owner} and ${readable}
        and v.node in (select t.node from attributes t where t.is_latest and t.domain = ${query.domain} and t.domain <> 'pithos')
      order by v.mtime, v.serial`.execute(this.#db);
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }
}

type Row = Omit<LocatedVersion, 'size'> & { size: bigint };

function one({ rows }: { rows: Row[] }): LocatedVersion | undefined {
  const row = rows[0];
  return row === undefined ? undefined : { ...row, size: Number(row.size) };
}
