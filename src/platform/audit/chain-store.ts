import { type Kysely, sql } from 'kysely';
import { columns, toColumns } from '../database/columns.ts';
import { entryColumns } from './audit-store.ts';
import type { AuditTables } from './audit-tables.ts';
import type { Batch } from './chain.ts';
import type { AuditEntry } from './entry.ts';

/** A batch as it stands. */
export interface BatchRow extends Batch {
  hash: Buffer;
}

/** Where the chain begins, after what was pruned. */
export interface ChainStart {
  prunedBatch: bigint;
  prunedHash: Buffer;
}

const batchColumns = columns('audit_batches', ['number', 'made_at', 'ids', 'digests', 'previous', 'hash']);
const startColumns = columns('audit_chain', ['pruned_batch', 'pruned_hash']);

/** The chain over the entries of the audit. */
export class ChainStore {
  readonly #db: Kysely<AuditTables>;

  constructor(db: Kysely<AuditTables>) {
    this.#db = db;
  }

  /** Where it begins; with `lock` nobody else chains or prunes until the transaction ends. */
  start({ lock = false } = {}): Promise<ChainStart> {
    const query = this.#db.selectFrom('audit_chain').select(startColumns);
    return (lock ? query.forUpdate() : query).executeTakeFirstOrThrow();
  }

  async newestBatch(): Promise<BatchRow | undefined> {
    const rows = await this.#db
      .selectFrom('audit_batches')
      .select(batchColumns)
      .orderBy('number', 'desc')
      .limit(1)
      .execute();
    return rows.map(batchOf)[0];
  }

  /** The first batch after a number. */
  async batchAfter(number: bigint): Promise<BatchRow | undefined> {
    const rows = await this.#db
      .selectFrom('audit_batches')
      .select(batchColumns)
      .where('number', '>', number)
      .orderBy('number')
      .limit(1)
      .execute();
    return rows.map(batchOf)[0];
  }

  /** Entries that are not chained yet, in their order. */
  unchained(limit: number): Promise<AuditEntry[]> {
    return this.#db
      .selectFrom('audit_entries')
      .select(entryColumns)
      .where('batch', 'is', null)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Entries that say they are of this batch. */
  entriesOf(batch: bigint): Promise<AuditEntry[]> {
    return this.#db
      .selectFrom('audit_entries')
      .select(entryColumns)
      .where('batch', '=', batch)
      .orderBy('id')
      .execute();
  }

  /** An entry that says it is of a batch outside of these. */
  strayEntry(from: bigint, to: bigint): Promise<{ id: bigint; batch: bigint | null } | undefined> {
    return this.#db
      .selectFrom('audit_entries')
      .select(['id', 'batch'])
      .where((eb) => eb.or([eb('batch', '<', from), eb('batch', '>', to)]))
      .orderBy('batch')
      .limit(1)
      .executeTakeFirst();
  }

  async insertBatch(batch: BatchRow): Promise<void> {
    await this.#db
      .insertInto('audit_batches')
      .values(toColumns({ ...batch, ids: [...batch.ids] }))
      .execute();
    await this.#db
      .updateTable('audit_entries')
      .set({ batch: batch.number })
      .where('id', '=', sql<bigint>`any(${batch.ids}::bigint[])`)
      .execute();
  }

  /** The newest of the batches that were made before a time, as far as they have no more entries than this together. */
  prunable(before: Date, entries: number): Promise<Pick<BatchRow, 'number' | 'hash'> | undefined> {
    return this.#db
      .selectFrom((eb) =>
        eb
          .selectFrom('audit_batches')
          .select(['number', 'hash', sql<bigint>`sum(cardinality(ids)) over (order by number)`.as('sum')])
          .where('made_at', '<', before)
          .as('old'),
      )
      .select(['number', 'hash'])
      .where('sum', '<=', BigInt(entries))
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  /** Removes batches with their entries, and answers how many entries they had; the chain begins after them. */
  async prune({ number, hash }: Pick<BatchRow, 'number' | 'hash'>): Promise<bigint> {
    await this.#db.updateTable('audit_chain').set({ pruned_batch: number, pruned_hash: hash }).execute();
    const gone = await this.#db.deleteFrom('audit_entries').where('batch', '<=', number).executeTakeFirst();
    await this.#db.deleteFrom('audit_batches').where('number', '<=', number).execute();
    return gone.numDeletedRows;
  }

  /** The details of the last entry about pruning. */
  async lastPruning(): Promise<string | undefined> {
    const found = await this.#db
      .selectFrom('audit_entries')
      .select('details')
      .where('action', '=', 'audit.prune')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return found?.details;
  }
}

/** The driver reads arrays of numbers as texts. */
function batchOf(row: Omit<BatchRow, 'ids'> & { ids: readonly string[] }): BatchRow {
  return { ...row, ids: row.ids.map(BigInt) };
}
