import { type Kysely, sql } from 'kysely';
import { columns, type RowOf } from '../database/columns.ts';
import { type Charge, chargesOf, storedCharges } from './charge.ts';
import type { QuotaTables } from './quota-tables.ts';

export type CorrectionRow = Omit<RowOf<QuotaTables['quota_corrections']>, 'charges'> & { charges: Charge[] };

const CORRECTION = columns('quota_corrections', [
  'id',
  'name',
  'charges',
  'tries',
  'recorded',
  'failures',
  'next_try',
  'reason',
]);

/** Corrections: what was charged wrongly, or not at all, and is still to be told to the holder. */
export class CorrectionStore {
  readonly #db: Kysely<QuotaTables>;

  constructor(db: Kysely<QuotaTables>) {
    this.#db = db;
  }

  /** Writes down what is to be charged under the name of the change that failed to. */
  async add(correction: { id: string; name: string; charges: readonly Charge[]; now: Date }): Promise<void> {
    const { id, name, charges, now } = correction;
    await sql`
      insert into quota_corrections (id, name, charges, recorded)
      values (${id}, ${name}, ${JSON.stringify(storedCharges(charges))}::jsonb, ${now})`.execute(this.#db);
  }

  /** The oldest corrections whose time has come: not those put off for less than `farthestMs`; a clock may have been set back (F8). */
  async due(limit: number, { now, farthestMs }: { now: Date; farthestMs: number }): Promise<CorrectionRow[]> {
    const rows = await this.#db
      .selectFrom('quota_corrections')
      .select(CORRECTION)
      .where((eb) =>
        eb.or([
          eb('next_try', 'is', null),
          eb('next_try', '<=', now),
          eb('next_try', '>', new Date(now.getTime() + farthestMs)),
        ]),
      )
      .orderBy('recorded')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, charges: chargesOf(row.charges) }));
  }

  /** Corrections that were refused, the oldest first. */
  async refused(limit: number): Promise<CorrectionRow[]> {
    const rows = await this.#db
      .selectFrom('quota_corrections')
      .select(CORRECTION)
      .where('failures', '>', 0)
      .orderBy('recorded')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, charges: chargesOf(row.charges) }));
  }

  /** The holder has refused a correction. */
  async putOff(
    { id, failures }: Pick<CorrectionRow, 'id' | 'failures'>,
    { until, reason }: { until: Date; reason: string },
  ): Promise<void> {
    await this.#db
      .updateTable('quota_corrections')
      .set({ failures: failures + 1, next_try: until, reason })
      .where('id', '=', id)
      .execute();
  }

  /** Has all that was put off tried at once. */
  async hasten(): Promise<void> {
    await this.#db
      .updateTable('quota_corrections')
      .set({ next_try: null })
      .where('next_try', 'is not', null)
      .execute();
  }

  /** The counters that open corrections will move, of users and of their projects; the latter have no user. */
  async counters(): Promise<{ user: string | null; project: string; resource: string }[]> {
    const { rows } = await sql<{ user: string | null; project: string; resource: string }>`
      select distinct holder as "user", charge ->> 1 as project, charge ->> 2 as resource
      from quota_corrections, jsonb_array_elements(charges) charge,
        lateral (values (charge ->> 0), (null)) holders (holder)`.execute(this.#db);
    return rows;
  }

  /** The correction where it is still to be made, locked until the transaction ends. */
  lock(id: string): Promise<Pick<CorrectionRow, 'name' | 'failures'> | undefined> {
    return this.#db
      .selectFrom('quota_corrections')
      .select(['name', 'failures'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
  }

  /** It is made, or given up. */
  async end(id: string): Promise<void> {
    await this.#db.deleteFrom('quota_corrections').where('id', '=', id).execute();
  }

  /** Its commission was given up: the next one has another key. */
  async tryAgain({ id, tries }: Pick<CorrectionRow, 'id' | 'tries'>): Promise<void> {
    await this.#db
      .updateTable('quota_corrections')
      .set({ tries: tries + 1 })
      .where('id', '=', id)
      .where('tries', '=', tries)
      .execute();
  }
}
