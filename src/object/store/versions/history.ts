import { type RawBuilder, sql } from 'kysely';
import type { CounterStore } from '../containers/counters.ts';
import type { Db } from '../rows.ts';
import { DELETED, HISTORY } from '../schema.ts';

/** Versions that one statement of a purge drops. */
const PURGED_AT_ONCE = 5000;

/** Superseded versions and marks of deletion. */
export class HistoryStore {
  readonly #db: Db;
  readonly #counters: CounterStore;

  constructor(db: Db, counters: CounterStore) {
    this.#db = db;
    this.#counters = counters;
  }

  /**
   * Drops history and deletion marks up to a time, in a container or of one object, at most 5,000 of them: name by name, the
   * oldest first, so that no mark goes before what it ended. Gives the bytes of history dropped, and whether there may be more.
   */
  async purge(container: bigint, until: bigint, node?: bigint): Promise<{ bytes: bigint; more: boolean }> {
    const one = node === undefined ? sql`true` : sql`n.id = ${node}`;
    const old = sql<bigint>`(
      select v.serial from nodes n join versions v on v.node = n.id
      where n.parent = ${container} and ${one} and v.cluster in (${HISTORY}, ${DELETED}) and v.mtime <= ${until}
      order by n.name, v.serial limit ${PURGED_AT_ONCE})`;
    const { bytes, count } = await this.#dropVersions(container, old);
    return { bytes, more: count === PURGED_AT_ONCE };
  }

  /** Drops superseded versions of a container, and marks of deletion that have no history left. Gives their bytes. */
  async drop(container: bigint, serials: readonly bigint[]): Promise<bigint> {
    const history = sql<bigint>`(
      select v.serial from unnest(${serials.map(String)}::bigint[]) x (serial)
      join versions v on v.serial = x.serial and v.cluster = ${HISTORY})`;
    const { bytes, nodes } = await this.#dropVersions(container, history);
    const bare = sql<bigint>`(
      select v.serial from versions v
      where v.node = any(${nodes.map(String)}::bigint[]) and v.cluster = ${DELETED}
        and not exists (select from versions w where w.node = v.node and w.cluster <> ${DELETED}))`;
    await this.#dropVersions(container, bare);
    return bytes;
  }

  /** Serials of an account's oldest superseded versions, together at least `bytes`, but at most `limit`, by container. */
  async oldest(account: string, bytes: bigint, limit: number): Promise<Map<bigint, bigint[]>> {
    const { rows } = await sql<{ container: bigint; serial: bigint }>`
      with page as (
        select c.id as container, v.serial, v.size
        from nodes a join nodes c on c.parent = a.id join nodes n on n.parent = c.id
        join versions v on v.node = n.id and v.cluster = ${HISTORY} and v.size > 0
        where a.parent = 0 and a.name = ${account} order by v.serial limit ${limit}),
      summed as (select *, sum(size) over (order by serial) - size as older from page)
      select container, serial from summed where older < ${bytes} order by serial`.execute(this.#db);
    const found = new Map<bigint, bigint[]>();
    for (const { container, serial } of rows) found.set(container, [...(found.get(container) ?? []), serial]);
    return found;
  }

  async #dropVersions(
    container: bigint,
    serials: RawBuilder<bigint>,
  ): Promise<{ bytes: bigint; count: number; nodes: bigint[] }> {
    const gone = await this.#db
      .deleteFrom('versions')
      .where('serial', 'in', serials)
      .returning(['cluster', 'size', 'node'])
      .execute();
    const history = gone.filter(({ cluster }) => cluster === HISTORY);
    const bytes = history.reduce((sum, { size }) => sum + size, 0n);
    await this.#counters.add(
      container,
      new Map([
        [HISTORY, { population: -BigInt(history.length), size: -bytes }],
        [DELETED, { population: -BigInt(gone.length - history.length), size: 0n }],
      ]),
    );
    await sql`update nodes set revision = revision + 1 where id = ${container}`.execute(this.#db);
    const nodes = [...new Set(gone.map(({ node }) => node))];
    await this.#db
      .deleteFrom('nodes as n')
      .where('n.id', '=', sql<bigint>`any(${nodes.map(String)}::bigint[])`)
      .where('n.live', '=', false)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('versions as v').select('v.serial').whereRef('v.node', '=', 'n.id'))),
      )
      .execute();
    return { bytes, count: gone.length, nodes };
  }
}
