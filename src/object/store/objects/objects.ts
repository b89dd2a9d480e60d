import { sql } from 'kysely';
import { isExpired } from '../clock.ts';
import { type Db, type VersionRow, versionColumns, versionRow } from '../rows.ts';
import { DELETED, NORMAL, USER_DOMAIN } from '../schema.ts';

/** Everything a read of a current object by its owner needs, in one question. */
export interface StandingObject {
  containerId: bigint;
  version: VersionRow;
  attributes: Map<string, string>;
  /** Whether any of the names that could rule its sharing has an entry. */
  hasSharing: boolean;
}

/** What stands, or stood, at the names of a container. */
export class ObjectStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The current object at a path; the names are those whose sharing could rule it. */
  async standing(
    path: { account: string; container: string; name: string },
    rulingNames: readonly string[],
  ): Promise<StandingObject | undefined> {
    const { rows } = await sql<
      Omit<VersionRow, 'size'> & {
        size: bigint;
        containerId: bigint;
        attributes: Record<string, string> | null;
        hasSharing: boolean;
      }
    >`
      select c.id as "containerId", n.id as node, n.name, v.serial, v.hash, v.size, v.type, v.mtime, v.muser, v.uuid,
        v.checksum, v.cluster, v.available, v.is_snapshot as "isSnapshot", v.map_name as "mapName",
        (select json_object_agg(t.key, t.value) from attributes t
         where t.serial = v.serial and t.domain = ${USER_DOMAIN}) as attributes,
        exists (select from permissions p where p.account = ${path.account} and p.container = ${path.container}
          and p.name = any(${[...rulingNames]}::text[])) as "hasSharing"
      from nodes a
      join nodes c on c.parent = a.id and c.name = ${path.container} and c.live
      join nodes n on n.parent = c.id and n.name = ${path.name} and n.live and not ${isExpired}
      join versions v on v.serial = n.latest
      where a.parent = 0 and a.name = ${path.account}`.execute(this.#db);
    const row = rows[0];
    if (row === undefined) return undefined;
    const { containerId, attributes, hasSharing, ...version } = row;
    return {
      containerId,
      version: versionRow(version),
      attributes: new Map(Object.entries(attributes ?? {})),
      hasSharing,
    };
  }

  /** The newest version of an object, also when that is the mark of its deletion; one that expired reads as such a mark. */
  async latest(container: bigint, name: string): Promise<VersionRow | undefined> {
    const row = await this.#db
      .selectFrom('nodes as n')
      .innerJoin('versions as v', 'v.serial', 'n.latest')
      .select([...versionColumns, isExpired.as('expired')])
      .where('n.parent', '=', container)
      .where('n.name', '=', name)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return versionRow(row.expired ? { ...row, cluster: DELETED } : row);
  }

  /** The newest versions of many objects, by name, and whether their time is over. */
  async latestOf(
    container: bigint,
    names: readonly string[],
  ): Promise<Map<string, VersionRow & { expired: boolean }>> {
    const rows = await this.#db
      .selectFrom('nodes as n')
      .innerJoin('versions as v', 'v.serial', 'n.latest')
      .select([...versionColumns, isExpired.as('expired')])
      .where('n.parent', '=', container)
      .where('n.name', '=', sql<string>`any(${[...names]}::text[])`)
      .execute();
    return new Map(rows.map((row) => [row.name, versionRow(row)]));
  }

  /** One version of an object by its serial; marks of deletion do not count. */
  async version(container: bigint, name: string, serial: bigint): Promise<VersionRow | undefined> {
    const row = await this.#db
      .selectFrom('nodes as n')
      .innerJoin('versions as v', 'v.node', 'n.id')
      .select(versionColumns)
      .where('n.parent', '=', container)
      .where('n.name', '=', name)
      .where('v.serial', '=', serial)
      .where('v.cluster', '!=', DELETED)
      .executeTakeFirst();
    return row === undefined ? undefined : versionRow(row);
  }

  /** Serials and times of an object's versions, oldest first, without marks of deletion; undefined for an unused name. */
  async versions(container: bigint, name: string): Promise<{ serial: bigint; mtime: bigint }[] | undefined> {
    const node = await this.#db
      .selectFrom('nodes')
      .select('id')
      .where('parent', '=', container)
      .where('name', '=', name)
      .executeTakeFirst();
    if (node === undefined) return undefined;
    return this.#db
      .selectFrom('versions')
      .select(['serial', 'mtime'])
      .where('node', '=', node.id)
      .where('cluster', '!=', DELETED)
      .orderBy('serial')
      .execute();
  }

  /** The newest versions of an object without marks of deletion, the newest first; empty for an unused name. */
  async history(container: bigint, name: string, limit: number): Promise<VersionRow[]> {
    const rows = await this.#db
      .selectFrom('nodes as n')
      .innerJoin('versions as v', 'v.node', 'n.id')
      .select(versionColumns)
      .where('n.parent', '=', container)
      .where('n.name', '=', name)
      .where('v.cluster', '!=', DELETED)
      .orderBy('v.serial', 'desc')
      .limit(limit)
      .execute();
    return rows.map(versionRow);
  }

  /** Names of current objects that begin with the prefix, in order, after a name. */
  async currentNames(container: bigint, prefix: string, after: string, limit: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('nodes')
      .select('name')
      .where('parent', '=', container)
      .where('live', '=', true)
      .where('name', '>', after)
      .where(sql<boolean>`starts_with(name, ${prefix})`)
      .where('name', '>=', prefix)
      .orderBy('name')
      .limit(limit)
      .execute();
    return rows.map(({ name }) => name);
  }

  /** Names of expired objects by container, the longest expired first; of one container when it is given. */
  async expired(limit: number, container?: bigint): Promise<{ container: bigint; name: string }[]> {
    const within = container === undefined ? sql`true` : sql`n.parent = ${container}`;
    const { rows } = await sql<{ container: bigint; name: string }>`
      select n.parent as container, n.name from nodes n
      where n.expires <= (extract(epoch from now()) * 1000000)::bigint and n.live and ${within}
      order by n.expires limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Drops the current version of an object, for a purge that reaches it. */
  async dropCurrent(version: VersionRow): Promise<void> {
    await this.#db
      .deleteFrom('versions')
      .where('serial', '=', version.serial)
      .where('cluster', '=', NORMAL)
      .execute();
    const last = await this.#db
      .selectFrom('versions')
      .select('serial')
      .where('node', '=', version.node)
      .orderBy('serial', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last === undefined) await this.#db.deleteFrom('nodes').where('id', '=', version.node).execute();
    else
      await this.#db
        .updateTable('nodes')
        .set({ latest: last.serial, live: false, expires: null })
        .where('id', '=', version.node)
        .execute();
  }
}
