import { sql } from 'kysely';
import { isExpired } from './clock.ts';
import { type Db, type VersionRow, versionRow } from './rows.ts';
import { NORMAL } from './schema.ts';

/** A current object with where it lives: what compute is told. */
export interface LocatedVersion extends Omit<VersionRow, 'muser' | 'cluster' | 'mapName'> {
  account: string;
  container: string;
  containerId: bigint;
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

  /** Objects with metadata in a domain that are the reader's or carry an entry for one of the holders. */
  async ofDomain(query: { domain: string; owner?: string }, reader: Reader): Promise<LocatedVersion[]> {
    const owner = query.owner === undefined ? sql`true` : sql`a.name = ${query.owner}`;
    const { rows } = await sql<Row>`${located} where ${inDomain(query.domain, reader)} and ${owner}
      order by v.mtime, v.serial`.execute(this.#db);
    return rows.map(versionRow);
  }

  /**
   * A page of the same, or of all without a reader; the greatest value of the key `by` first. `isPublic` leaves those that carry
   * an entry for everybody.
   */
  async page(
    {
      domain,
      by,
      limit,
      after,
      isPublic = false,
    }: { domain: string; by: string; limit: number; after: ImagePlace | undefined; isPublic?: boolean },
    reader: Reader | undefined,
  ): Promise<LocatedVersion[]> {
    const value = sql`coalesce((select t.value from attributes t
      where t.serial = v.serial and t.domain = ${domain} and t.key = ${by}), '')`;
    const behind =
      after === undefined
        ? sql`true`
        : sql`(${value}, v.serial) < (${after.value}::text, ${after.serial}::bigint)`;
    const shared = isPublic ? carriesEntry(['*']) : sql`true`;
    const { rows } = await sql<Row>`${located} where ${inDomain(domain, reader)} and ${shared} and ${behind}
      order by ${value} desc, v.serial desc limit ${limit}`.execute(this.#db);
    return rows.map(versionRow);
  }
}

/** Who reads, and under which names he is given rights. */
export interface Reader {
  user: string;
  holders: readonly string[];
}

/** The last object of a page, by what pages are ordered by. */
export interface ImagePlace {
  value: string;
  serial: bigint;
}

function inDomain(domain: string, reader: Reader | undefined) {
  const readable =
    reader === undefined ? sql`true` : sql`(a.name = ${reader.user} or ${carriesEntry(reader.holders)})`;
  return sql`v.cluster = ${NORMAL} and not ${isExpired} and a.parent = 0 and ${readable}
    and v.node in (select t.node from attributes t where t.is_latest and t.domain = ${domain} and t.domain <> 'pithos')`;
}

/** Every entry above a name is found; whether it counts, the rule of access says. */
function carriesEntry(holders: readonly string[]) {
  return sql`exists (select from permissions p where p.account = a.name and p.container = c.name
    and starts_with(n.name, p.name) and p.holder = any(${[...holders]}::text[]))`;
}

type Row = Omit<LocatedVersion, 'size'> & { size: bigint };

function one({ rows: [row] }: { rows: Row[] }): LocatedVersion | undefined {
  return row && versionRow(row);
}
