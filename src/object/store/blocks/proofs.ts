import { sql } from 'kysely';
import type { Db } from '../rows.ts';

/** A block and its stored length. */
export interface BlockProof {
  id: string;
  size: number;
}

/** Since when, in microseconds: blocks used by an upload, sent without an object, or asked for by their hash. */
export interface Promises {
  used: bigint;
  loose: bigint;
  asked: bigint;
}

const ROWS_PER_STATEMENT = 5000;

/** Which blocks holders have proved to possess: others they cannot name. */
export class ProofStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Ids out of the list that the holder has not proved to possess, in order of first appearance, each once. The others are
   * touched: who is told that a block is there may use it within the grace, whatever is collected meanwhile.
   */
  async unproved(holder: string, ids: readonly string[], now: bigint): Promise<string[]> {
    const distinct = [...new Set(ids)];
    if (distinct.length === 0) return [];
    const { rows } = await sql<{ id: string }>`
      with held as (
        select holder, block from block_proofs
        where holder = ${holder} and block = any(${toBytea(distinct)}::bytea[]) order by block for update)
      update block_proofs p set proved = ${now}, asked = ${now} from held
      where p.holder = held.holder and p.block = held.block returning encode(p.block, 'hex') as id`.execute(
      this.#db,
    );
    const proved = new Set(rows.map(({ id }) => id));
    return distinct.filter((id) => !proved.has(id));
  }

  /** Bytes that a holder has uploaded as loose blocks and not yet put into an object. */
  async pendingBytes(holder: string): Promise<number> {
    const { sum } = await this.#db
      .selectFrom('block_proofs')
      .select((eb) => eb.fn.coalesce(eb.fn.sum<bigint>('size'), sql<bigint>`0`).as('sum'))
      .where('holder', '=', holder)
      .where('pending', '=', true)
      .executeTakeFirstOrThrow();
    return Number(sum);
  }

  /**
   * Records that holders possess blocks. Rows are written in one order by everybody, so that two uploads of the same
   * blocks never wait for each other; a block that is in an object already does not become loose again.
   */
  async prove(
    holders: readonly string[],
    blocks: readonly BlockProof[],
    options: { pending: boolean; now: bigint },
  ): Promise<void> {
    const sizes = new Map(blocks.map(({ id, size }) => [id, size]));
    const rows = [...new Set(holders)]
      .sort()
      .flatMap((holder) => [...sizes.keys()].sort().map((id) => ({ holder, id })));
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      const part = rows.slice(at, at + ROWS_PER_STATEMENT);
      await sql`
        insert into block_proofs (holder, block, size, pending, proved)
        select x.holder, decode(x.id, 'hex'), x.size, ${options.pending}, ${options.now}
        from unnest(${part.map(({ holder }) => holder)}::text[], ${part.map(({ id }) => id)}::text[],
                    ${part.map(({ id }) => sizes.get(id) ?? 0)}::int[]) x (holder, id, size)
        on conflict (holder, block) do update
        set pending = block_proofs.pending and excluded.pending, proved = excluded.proved`.execute(this.#db);
    }
  }

  /** The holder's blocks are in an object now, whoever's it is: they no longer count as loose. */
  async settle(holder: string, ids: readonly string[]): Promise<void> {
    await sql`
      update block_proofs set pending = false, asked = 0
      where (pending or asked > 0) and holder = ${holder} and block = any(${toBytea([...new Set(ids)])}::bytea[])`.execute(
      this.#db,
    );
  }

  /** Those of the blocks that anybody has uploaded, or been told to be there, since then. */
  async promised(ids: readonly string[], since: Promises): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const { rows } = await sql<{ id: string }>`
      select distinct encode(block, 'hex') as id from block_proofs
      where block = any(${ids.map((id) => `\\x${id}`)}::bytea[])
        and (proved >= ${since.used} or asked >= ${since.asked} or (pending and proved >= ${since.loose}))`.execute(
      this.#db,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Loose blocks that nobody used in time no longer count. */
  async dropOldPending(since: bigint): Promise<void> {
    await this.#db
      .deleteFrom('block_proofs')
      .where('pending', '=', true)
      .where('proved', '<', since)
      .execute();
  }

  /** Removes what is on record of blocks that are gone, unless they were sent again. */
  async forget(ids: readonly string[], since: bigint): Promise<void> {
    for (let at = 0; at < ids.length; at += ROWS_PER_STATEMENT) {
      const part = ids.slice(at, at + ROWS_PER_STATEMENT).map((id) => `\\x${id}`);
      await sql`delete from block_proofs where block = any(${part}::bytea[]) and proved < ${since}`.execute(
        this.#db,
      );
    }
  }
}

function toBytea(ids: readonly string[]): string[] {
  return ids.map((id) => `\\x${id}`);
}
