import { sql } from 'kysely';
import type { Db, Tx } from '../rows.ts';

/** A block and its stored length. */
export interface BlockProof {
  id: string;
  size: number;
}

/**
 * Ids out of the list that the holder has not proved to possess, in order of first appearance, each once. The others are
 * touched: who is told that a block is there may use it within the grace, whatever is collected meanwhile.
 */
export async function unprovedBlocks(
  db: Db,
  holder: string,
  ids: readonly string[],
  now: bigint,
): Promise<string[]> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    with held as (
      select holder, block from block_proofs
      where holder = ${holder} and block = any(${toBytea(distinct)}::bytea[]) order by block for update)
    update block_proofs p set proved = ${now}, asked = ${now} from held
    where p.holder = held.holder and p.block = held.block returning encode(p.block, 'hex') as id`.execute(db);
  const proved = new Set(rows.map(({ id }) => id));
  return distinct.filter((id) => !proved.has(id));
}

/** Bytes that a holder has uploaded as loose blocks and not yet put into an object. */
export async function pendingBytes(db: Db, holder: string): Promise<number> {
  const { sum } = await db
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
export async function proveBlocks(
  db: Db,
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
      set pending = block_proofs.pending and excluded.pending, proved = excluded.proved`.execute(db);
  }
}

const ROWS_PER_STATEMENT = 5000;

/** The holder's blocks are in an object now, whoever's it is: they no longer count as loose. */
export async function settleBlocks(tx: Tx, holder: string, ids: readonly string[]): Promise<void> {
  await sql`
    update block_proofs set pending = false, asked = 0
    where (pending or asked > 0) and holder = ${holder} and block = any(${toBytea([...new Set(ids)])}::bytea[])`.execute(
    tx,
  );
}

function toBytea(ids: readonly string[]): string[] {
  return ids.map((id) => `\\x${id}`);
}
