import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';
import type { CounterStore } from '../containers/counters.ts';
import type { Db, VersionDraft, VersionWrite, WrittenVersion } from '../rows.ts';
import { HISTORY, NORMAL, USER_DOMAIN } from '../schema.ts';
import { isDirectoryType } from '../sharing.ts';

/** Versions of objects, and of accounts and containers, whose metadata is versioned too. */
export class VersionStore {
  readonly #db: Db;
  readonly #counters: CounterStore;

  constructor(db: Db, counters: CounterStore) {
    this.#db = db;
    this.#counters = counters;
  }

  /**
   * Writes versions of different objects of one locked container, their metadata and the container's counters, in a fixed
   * number of statements however many there are. Superseded versions become history, or go when `keepHistory` is false.
   */
  async write(
    container: bigint,
    writes: readonly VersionWrite[],
    options: { mtime: bigint; keepHistory: boolean },
  ): Promise<WrittenVersion[]> {
    const superseded = writes.flatMap(({ current }) => (current?.cluster === NORMAL ? [current.serial] : []));
    if (superseded.length > 0) {
      await this.#db
        .updateTable('attributes')
        .set({ is_latest: false })
        .where('serial', 'in', superseded)
        .execute();
      await this.#db
        .updateTable('versions')
        .set({ cluster: HISTORY })
        .where('serial', 'in', superseded)
        .execute();
    }
    const written = await this.#insertVersions(container, writes, options.mtime);
    await this.#writeAttributes(writes, written);
    // Only now: metadata of other domains was copied from these rows.
    if (!options.keepHistory && superseded.length > 0) {
      await this.#db.deleteFrom('versions').where('serial', 'in', superseded).execute();
    }
    await this.#counters.addWrites(container, writes, options.keepHistory);
    return written;
  }

  /** Makes the nodes that are missing, lets all point at their new versions, and writes these: one statement for any number. */
  async #insertVersions(
    container: bigint,
    writes: readonly VersionWrite[],
    mtime: bigint,
  ): Promise<WrittenVersion[]> {
    const column = <T>(value: (draft: VersionDraft) => T): T[] => writes.map(({ draft }) => value(draft));
    const { rows } = await sql<{ name: string; node: bigint; serial: bigint }>`
      with drafts as materialized (
        select nextval('versions_serial_seq') as serial, d.* from unnest(
          ${writes.map(({ name }) => name)}::text[], ${column(({ hash }) => hash)}::text[],
          ${column(({ size }) => size)}::bigint[], ${column(({ type }) => type)}::text[],
          ${column(({ source }) => source?.toString() ?? null)}::bigint[], ${column(({ muser }) => muser)}::text[],
          ${column(({ uuid }) => uuid)}::uuid[], ${column(({ checksum }) => checksum)}::text[],
          ${column(({ cluster }) => cluster)}::smallint[], ${column(({ available }) => available)}::smallint[],
          ${column((draft) => draft.mapName)}::text[], ${column(({ isSnapshot }) => isSnapshot)}::boolean[],
          ${column(expiryOf)}::bigint[], ${writes.map(isFolder)}::boolean[]
        ) as d (name, hash, size, type, source, muser, uuid, checksum, cluster, available, map_name, is_snapshot, expires,
          directory)),
      placed as (
        insert into nodes (parent, name, latest, live, modified, expires, directory, size)
        select ${container}::bigint, name, serial, cluster = ${NORMAL}, ${mtime}::bigint, expires, directory, size from drafts
        on conflict (parent, name) do update
        set latest = excluded.latest, live = excluded.live, modified = excluded.modified, expires = excluded.expires,
          directory = excluded.directory, size = excluded.size
        returning id, name, latest),
      touched as (update nodes set modified = ${mtime}, revision = revision + 1 where id = ${container}),
      written as (
        insert into versions (serial, node, hash, size, type, source, mtime, muser, uuid, checksum, cluster, available,
          map_name, is_snapshot)
        overriding system value
        select d.serial, p.id, d.hash, d.size, d.type, d.source, ${mtime}::bigint, d.muser, d.uuid, d.checksum,
          d.cluster, d.available, d.map_name, d.is_snapshot
        from drafts d join placed p on p.latest = d.serial)
      select name, id as node, latest as serial from placed`.execute(this.#db);
    const placed = new Map(rows.map((row) => [row.name, row]));
    return writes.map(({ name, draft }) => ({ ...placed.get(name)!, mtime, uuid: draft.uuid }));
  }

  async #writeAttributes(writes: readonly VersionWrite[], written: readonly WrittenVersion[]): Promise<void> {
    const rows = writes.flatMap(({ draft }, index) =>
      [...draft.attributes].map(([key, value]) => {
        const { serial, node } = written[index]!;
        return { serial, node, domain: USER_DOMAIN, key, value, is_latest: draft.cluster === NORMAL };
      }),
    );
    if (rows.length > 0) await this.#db.insertInto('attributes').values(rows).execute();
    const carried = writes.flatMap(({ draft }, index) =>
      draft.domainsFrom === null ? [] : [{ from: draft.domainsFrom, to: written[index]! }],
    );
    if (carried.length === 0) return;
    await sql`
      insert into attributes (serial, domain, key, value, node, is_latest)
      select x.to_serial, a.domain, a.key, a.value, x.to_node, true
      from unnest(${carried.map(({ from }) => from.toString())}::bigint[],
                  ${carried.map(({ to }) => to.serial.toString())}::bigint[],
                  ${carried.map(({ to }) => to.node.toString())}::bigint[]) x (from_serial, to_serial, to_node)
      join attributes a on a.serial = x.from_serial
      where a.domain <> ${USER_DOMAIN}`.execute(this.#db);
  }

  /** A new version of an account or container, whose metadata is versioned too. The superseded one stays when `keep`. */
  async addOfNode(version: {
    node: bigint;
    muser: string;
    now: bigint;
    uuid: string;
    keep: boolean;
  }): Promise<bigint> {
    const current = this.#db
      .selectFrom('versions')
      .select('serial')
      .where('node', '=', version.node)
      .where('cluster', '=', NORMAL);
    if (version.keep) {
      await this.#db
        .updateTable('attributes')
        .set({ is_latest: false })
        .where('serial', 'in', current)
        .execute();
      await this.#db
        .updateTable('versions')
        .set({ cluster: HISTORY })
        .where('node', '=', version.node)
        .where('cluster', '=', NORMAL)
        .execute();
    } else
      await this.#db
        .deleteFrom('versions')
        .where('node', '=', version.node)
        .where('cluster', '=', NORMAL)
        .execute();
    const { serial } = await this.#db
      .insertInto('versions')
      .values({
        node: version.node,
        hash: null,
        size: 0n,
        type: '',
        source: null,
        mtime: version.now,
        muser: version.muser,
        uuid: version.uuid,
        checksum: '',
        cluster: NORMAL,
        map_checked: null,
        map_name: null,
      })
      .returning('serial')
      .executeTakeFirstOrThrow();
    await this.#db
      .updateTable('nodes')
      .set({ latest: serial, modified: version.now, revision: sql`revision + 1` })
      .where('id', '=', version.node)
      .execute();
    return serial;
  }

  /** Serial and time of the newest version of a node before a time. */
  async ofNodeAt(node: bigint, until: bigint): Promise<{ serial: bigint; mtime: bigint } | undefined> {
    return this.#db
      .selectFrom('versions')
      .select(['serial', 'mtime'])
      .where('node', '=', node)
      .where('mtime', '<', until)
      .orderBy('serial', 'desc')
      .limit(1)
      .executeTakeFirst();
  }
}

/** Microseconds of the time that an object's metadata sets it; a mark of deletion has none. */
function expiryOf({ cluster, attributes }: VersionDraft): string | null {
  const seconds = cluster === NORMAL ? attributes.get('X-Delete-At') : undefined;
  return seconds === undefined ? null : `${seconds}000000`;
}

function isFolder({ name, draft }: VersionWrite): boolean {
  return name.endsWith('/') || isDirectoryType(draft.type);
}

/** Clients may hold numbers of versions that a restore lost: none of them names another version later (F10). */
export async function skipVersions(tx: Transaction<unknown>): Promise<void> {
  await sql`select setval(s, nextval(s) + 1000000) from pg_get_serial_sequence('versions', 'serial') s`.execute(
    tx,
  );
}
