import { type RawBuilder, sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Session } from '../session.ts';
import type { PoolTable } from './schema.ts';

export type PoolRow = RowOf<PoolTable>;

/** A value of a pool: the pool and its place there, from 0. */
export interface PoolValue {
  poolId: number;
  index: number;
}

const poolColumns = columns('pools', ['id', 'kind', 'subnet_id', 'base', 'offset', 'size']);

/** A place and the last of its run. */
export type PlaceRange = readonly [first: number, last: number];
/** What of a pool is not in use, and what no operator keeps back. */
export type PoolMap = 'available' | 'reserved';

/** Values of one row of `pool_chunks`. */
const CHUNK = 64;

/**
 * Values that are given out once at a time. Whoever takes locks the row of 64 values that his is in, until his transaction
 * ends; others take from the next row meanwhile, so that alone one gets the lowest free value, and among many a low one.
 */
export class PoolStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Makes pools with all their values free. */
  async insert(rows: readonly NewRowOf<PoolTable>[]): Promise<PoolRow[]> {
    if (rows.length === 0) return [];
    const made = await this.#db
      .insertInto('pools')
      .values(rows.map(toColumns))
      .returning(poolColumns)
      .execute();
    await sql`insert into pool_chunks (pool_id, chunk, available, reserved)
      select p.id, c, rpad(repeat('1', least(${CHUNK}, p.size - c * ${CHUNK})), ${CHUNK}, '0')::bit(64),
        repeat('1', ${CHUNK})::bit(64)
      from pools p, generate_series(0, (p.size - 1) / ${CHUNK}) c
      where p.id = any(${made.map(({ id }) => id)}::integer[])`.execute(this.#db);
    return made.sort((a, b) => a.id - b.id);
  }

  /** The ranges of subnets, by address. */
  ofSubnets(subnets: readonly number[]): Promise<PoolRow[]> {
    return this.#all()
      .where('subnet_id', '=', sql<number>`any(${[...subnets]}::integer[])`)
      .orderBy('subnet_id')
      .orderBy('offset')
      .execute();
  }

  /** The cloud's pool of bridges or of MAC prefixes. */
  ofKind(kind: 'bridge' | 'mac-prefix'): Promise<PoolRow | undefined> {
    return this.#all().where('kind', '=', kind).executeTakeFirst();
  }

  /** The same for whoever takes a value of it or gives one back: it is not changed until his transaction ends. */
  useKind(kind: 'bridge' | 'mac-prefix'): Promise<PoolRow | undefined> {
    return this.#all().where('kind', '=', kind).forShare().executeTakeFirst();
  }

  async update(id: number, changes: ChangeOf<PoolTable>): Promise<void> {
    await this.#db.updateTable('pools').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** Takes the lowest value that is free and not being taken by another; undefined when all are in use. */
  async takeNext(pools: readonly number[]): Promise<PoolValue | undefined> {
    const ids = [...pools];
    for (;;) {
      const taken = (await this.#takeFrom(ids, sql`skip locked`)) ?? (await this.#takeFrom(ids, sql``));
      if (taken !== undefined) return taken;
      // One that waited for a row finds it full by now: it looks at the others again.
      const { rows } = await sql`select 1 from pool_chunks where pool_id = any(${ids}::integer[]) and open
        limit 1`.execute(this.#db);
      if (rows.length === 0) return undefined;
    }
  }

  async #takeFrom(pools: number[], waiting: ReturnType<typeof sql>): Promise<PoolValue | undefined> {
    const { rows } = await sql<PoolValue>`
      with chosen as (
        select pool_id, chunk, position(B'1' in available & reserved) - 1 as bit from pool_chunks
        where pool_id = any(${pools}::integer[]) and open order by pool_id, chunk limit 1 for update ${waiting})
      update pool_chunks p set available = set_bit(p.available, chosen.bit, 0) from chosen
      where p.pool_id = chosen.pool_id and p.chunk = chosen.chunk and chosen.bit >= 0
        and get_bit(p.available & p.reserved, chosen.bit) = 1
      returning p.pool_id as "poolId", p.chunk * ${CHUNK} + chosen.bit as index`.execute(this.#db);
    return rows[0];
  }

  /** Takes just this value; false when it is in use, cools down or is kept back. */
  async take({ poolId, index }: PoolValue): Promise<boolean> {
    const bit = index % CHUNK;
    const { numAffectedRows } = await sql`
      update pool_chunks set available = set_bit(available, ${bit}::integer, 0)
      where pool_id = ${poolId} and chunk = ${Math.floor(index / CHUNK)}
        and get_bit(available & reserved, ${bit}::integer) = 1`.execute(this.#db);
    return numAffectedRows === 1n;
  }

  /** Gives values back that are in use no more. One that an operator keeps back stays unavailable. */
  async giveBack(values: readonly PoolValue[]): Promise<void> {
    if (values.length === 0) return;
    // Locked in order, so that two that give back many never wait for one another.
    await sql`
      with given as (
        select v."poolId" as pool_id, v.index / ${CHUNK} as chunk,
          bit_or(set_bit(repeat('0', ${CHUNK})::bit(64), v.index % ${CHUNK}, 1)) as bits
        from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v("poolId" integer, index integer) group by 1, 2),
      locked as (
        select c.pool_id, c.chunk, given.bits from pool_chunks c join given using (pool_id, chunk)
        order by c.pool_id, c.chunk for update of c)
      update pool_chunks p set available = p.available | locked.bits from locked
      where p.pool_id = locked.pool_id and p.chunk = locked.chunk`.execute(this.#db);
  }

  /** Values that are in use no more, and free from a later time on. */
  async cool(values: readonly PoolValue[], ready: Date): Promise<void> {
    if (values.length === 0) return;
    await sql`insert into cooling_values (pool_id, index, ready)
      select v."poolId", v.index, ${ready}
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v("poolId" integer, index integer)`.execute(
      this.#db,
    );
  }

  /** Frees values whose time has come, of these pools or of all: at most so many. Gives how many. */
  async thaw(now: Date, most: number, pools?: readonly number[]): Promise<number> {
    const among = pools === undefined ? sql`true` : sql`pool_id = any(${[...pools]}::integer[])`;
    const { rows } = await sql<PoolValue>`
      delete from cooling_values where (pool_id, index) in (
        select pool_id, index from cooling_values where ready <= ${now} and ${among}
        order by ready limit ${most} for update skip locked)
      returning pool_id as "poolId", index`.execute(this.#db);
    await this.giveBack(rows);
    return rows.length;
  }

  /** Takes runs of values out of one of the two maps: they are in use (`available`), or kept back (`reserved`). */
  async mark(pool: number, map: PoolMap, ranges: readonly PlaceRange[]): Promise<void> {
    await this.#change(pool, map, ranges, sql`bit_and(set_bit(repeat('1', 64)::bit(64), i % 64, 0))`, sql`&`);
  }

  /** Puts runs of values into one of the two maps again. */
  async unmark(pool: number, map: PoolMap, ranges: readonly PlaceRange[]): Promise<void> {
    await this.#change(pool, map, ranges, sql`bit_or(set_bit(repeat('0', 64)::bit(64), i % 64, 1))`, sql`|`);
  }

  async #change(
    pool: number,
    map: PoolMap,
    ranges: readonly PlaceRange[],
    mask: RawBuilder<unknown>,
    operator: RawBuilder<unknown>,
  ): Promise<void> {
    if (ranges.length === 0) return;
    const column = sql.ref(map);
    await sql`
      with masks as (
        select i / ${CHUNK} as chunk, ${mask} as mask from jsonb_array_elements(${JSON.stringify(ranges)}::jsonb) r,
          generate_series((r->>0)::integer, (r->>1)::integer) i group by 1)
      update pool_chunks c set ${column} = c.${column} ${operator} masks.mask from masks
      where c.pool_id = ${pool} and c.chunk = masks.chunk`.execute(this.#db);
  }

  /** How full pools are: what can be given out, and what an operator keeps back. */
  async figures(pools: readonly number[]): Promise<{ poolId: number; free: number; reserved: number }[]> {
    const { rows } = await sql<{ poolId: number; free: number; reserved: number }>`
      select pool_id as "poolId", sum(bit_count(available & reserved))::integer as free,
        sum(bit_count(~reserved))::integer as reserved
      from pool_chunks where pool_id = any(${[...pools]}::integer[]) group by 1`.execute(this.#db);
    return rows;
  }

  /** Both maps of a pool, a character for each value: 1 is free. */
  async maps({ id, size }: Pick<PoolRow, 'id' | 'size'>): Promise<{ available: string; reserved: string }> {
    const { rows } = await sql<{ available: string; reserved: string }>`
      select left(string_agg(available::text, '' order by chunk), ${size}) as available,
        left(string_agg(reserved::text, '' order by chunk), ${size}) as reserved
      from pool_chunks where pool_id = ${id}`.execute(this.#db);
    return rows[0]!;
  }

  /** Locks a pool with all its values from a place on, for whoever changes what it is. */
  async lockFrom(pool: number, place: number): Promise<void> {
    await sql`select 1 from pools where id = ${pool} for update`.execute(this.#db);
    await sql`select 1 from pool_chunks where pool_id = ${pool} and chunk >= ${Math.floor(place / CHUNK)}
      order by chunk for update`.execute(this.#db);
  }

  /** Makes a pool larger: what is new is free. */
  async extend({ id, size }: PoolRow, to: number): Promise<void> {
    const known = Math.ceil(size / CHUNK);
    await this.unmark(id, 'available', [[size, Math.min(to, known * CHUNK) - 1]]);
    await sql`insert into pool_chunks (pool_id, chunk, available, reserved)
      select ${id}::integer, c, rpad(repeat('1', least(${CHUNK}, ${to}::integer - c * ${CHUNK})), ${CHUNK}, '0')::bit(64),
        repeat('1', ${CHUNK})::bit(64)
      from generate_series(${known}::integer, ${Math.floor((to - 1) / CHUNK)}::integer) c`.execute(this.#db);
    await this.#db.updateTable('pools').set({ size: to }).where('id', '=', id).execute();
  }

  /** Makes a pool smaller; what goes is free, or kept back and free. */
  async shrink({ id, size }: PoolRow, to: number): Promise<void> {
    await sql`delete from pool_chunks where pool_id = ${id} and chunk >= ${Math.ceil(to / CHUNK)}`.execute(
      this.#db,
    );
    await this.mark(id, 'available', [[to, size - 1]]);
    await this.unmark(id, 'reserved', [[to, size - 1]]);
    await this.#db.updateTable('pools').set({ size: to }).where('id', '=', id).execute();
  }

  /** Removes a pool. */
  async remove(pool: number): Promise<void> {
    await this.#db.deleteFrom('pools').where('id', '=', pool).execute();
  }

  /** All pools that have addresses, one page after the other by number. */
  addressPools(after: number, limit: number): Promise<PoolRow[]> {
    return this.#all()
      .where('kind', '=', 'ipv4')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Keeps everybody from taking anything until the transaction ends, once those who are at it have ended. */
  async lockAll(): Promise<void> {
    await sql`lock table pool_chunks in exclusive mode`.execute(this.#db);
  }

  /** Places of a pool of addresses that something has, or that cool down. */
  async placesInUse(pool: number): Promise<number[]> {
    const { rows } = await sql<{ index: number }>`
      select pool_index as index from addresses where pool_id = ${pool}
      union select index from cooling_values where pool_id = ${pool} order by 1`.execute(this.#db);
    return rows.map(({ index }) => index);
  }

  /** Removes the ranges of a network that is deleted; nothing of them is in use. */
  async removeOf(network: number): Promise<void> {
    const ids = sql`(select p.id from pools p join subnets s on s.id = p.subnet_id where s.network_id = ${network})`;
    // In the order of whoever frees them: what cools down, then the values.
    await sql`delete from cooling_values where pool_id in ${ids}`.execute(this.#db);
    await sql`delete from pools where id in ${ids}`.execute(this.#db);
  }

  #all() {
    return this.#db.selectFrom('pools').select(poolColumns);
  }
}
