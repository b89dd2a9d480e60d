import { type Kysely, sql } from 'kysely';
import { columns, type RowOf } from '../database/columns.ts';
import { type Charge, chargesOf, storedCharges } from './charge.ts';
import { CorrectionStore } from './correction-store.ts';
import { amongSerials, type Decision, type QuotaTables } from './quota-tables.ts';
import { ReservationStore } from './reservation-store.ts';

export type SerialRow = Omit<RowOf<QuotaTables['quota_serials']>, 'charges'> & { charges: Charge[] };

const SERIAL = columns('quota_serials', ['serial', 'decision', 'charges', 'kept', 'settled', 'recorded']);
/** The rows of a service's quota ledger, on its pool or inside one of its transactions: serials here, the others by their names. */
export class QuotaStore {
  readonly reservations: ReservationStore;
  readonly corrections: CorrectionStore;
  readonly #db: Kysely<QuotaTables>;

  constructor(db: Kysely<QuotaTables>) {
    this.reservations = new ReservationStore(db);
    this.corrections = new CorrectionStore(db);
    this.#db = db;
  }

  /** On the pool, or in the transaction, of a service whose schema has the ledger's tables. */
  static over<Schema extends QuotaTables>(db: Kysely<Schema>): QuotaStore {
    return new QuotaStore(db as unknown as Kysely<QuotaTables>);
  }

  /** Records serials with their decision. One that has a row, which may be a fence, is refused by its key. */
  async record(
    serials: readonly bigint[],
    what: { decision: Decision; charges?: readonly Charge[]; kept: boolean; now: Date },
  ): Promise<void> {
    if (serials.length === 0) return;
    const { decision, kept, now } = what;
    const charges = what.charges === undefined ? null : JSON.stringify(storedCharges(what.charges));
    await sql`
      insert into quota_serials (serial, decision, charges, kept, recorded)
      select serial, ${decision}, ${charges}::jsonb, ${kept}, ${now}
      from unnest(${serials.map(String)}::bigint[]) as serial`.execute(this.#db);
  }

  /**
   * Keeps transactions from recording these serials any more, and gives those that none has recorded as anything but
   * rejected. A transaction that holds one uncommitted is waited for.
   */
  async fence(serials: readonly bigint[], now: Date): Promise<bigint[]> {
    if (serials.length === 0) return [];
    await sql`
      insert into quota_serials (serial, decision, kept, recorded)
      select serial, 'reject', true, ${now} from unnest(${serials.map(String)}::bigint[]) as serial
      order by serial on conflict (serial) do nothing`.execute(this.#db);
    const rows = await this.#db
      .selectFrom('quota_serials')
      .select('serial')
      .where('serial', '=', amongSerials(serials))
      .where('decision', '=', 'reject')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  async find(serials: readonly bigint[]): Promise<Map<bigint, SerialRow>> {
    if (serials.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('quota_serials')
      .select(SERIAL)
      .where('serial', '=', amongSerials(serials))
      .execute();
    return new Map(
      rows.map((row) => [row.serial, { ...row, charges: chargesOf(row.charges ?? []) }] as const),
    );
  }

  /** Decides about serials that are held; those that are decided stay as they are. */
  async decide(serials: readonly bigint[], decision: 'accept' | 'reject'): Promise<void> {
    if (serials.length === 0) return;
    await this.#db
      .updateTable('quota_serials')
      .set({ decision })
      .where('serial', '=', amongSerials(serials))
      .where('decision', '=', 'held')
      .execute();
  }

  /** Serials after one that are decided, and identity may not know it; smallest first. */
  async decided(after: bigint, limit: number): Promise<{ serial: bigint; decision: 'accept' | 'reject' }[]> {
    const rows = await this.#db
      .selectFrom('quota_serials')
      .select(['serial', 'decision'])
      .where('settled', '=', false)
      .where('decision', '!=', 'held')
      .where('serial', '>', after)
      .orderBy('serial')
      .limit(limit)
      .execute();
    return rows as { serial: bigint; decision: 'accept' | 'reject' }[];
  }

  /** Identity knows what was decided: the rows go, or stay as a memory where they are kept. */
  async settled(serials: readonly bigint[]): Promise<void> {
    if (serials.length === 0) return;
    await sql`
      with gone as (
        delete from quota_serials where serial = ${amongSerials(serials)} and not kept and decision <> 'held')
      update quota_serials set settled = true
      where serial = ${amongSerials(serials)} and kept and decision <> 'held'`.execute(this.#db);
  }

  /** Forgets what was settled and recorded before a time: no transaction lives that long, and no key is remembered. */
  async forget(before: Date): Promise<void> {
    await this.#db
      .deleteFrom('quota_serials')
      .where('settled', '=', true)
      .where('recorded', '<', before)
      .execute();
  }
}
