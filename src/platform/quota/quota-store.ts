import { type Kysely, sql } from 'kysely';
import { columns, type RowOf } from '../database/columns.ts';
import { type Charge, chargesOf, storedCharges } from './charge.ts';
import type { Decision, QuotaTables } from './quota-tables.ts';

export type SerialRow = Omit<RowOf<QuotaTables['quota_serials']>, 'charges'> & { charges: Charge[] };
export type CorrectionRow = Omit<RowOf<QuotaTables['quota_corrections']>, 'charges'> & { charges: Charge[] };

const SERIAL = columns('quota_serials', ['serial', 'decision', 'charges', 'kept', 'settled', 'recorded']);
const CORRECTION = columns('quota_corrections', ['id', 'name', 'charges', 'tries', 'recorded']);

/** The rows of a service's quota ledger, on its pool or inside one of its transactions. */
export class QuotaStore {
  readonly #db: Kysely<QuotaTables>;

  constructor(db: Kysely<QuotaTables>) {
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
      .where('serial', '=', among(serials))
      .where('decision', '=', 'reject')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  async find(serials: readonly bigint[]): Promise<Map<bigint, SerialRow>> {
    if (serials.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('quota_serials')
      .select(SERIAL)
      .where('serial', '=', among(serials))
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
      .where('serial', '=', among(serials))
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
        delete from quota_serials where serial = ${among(serials)} and not kept and decision <> 'held')
      update quota_serials set settled = true
      where serial = ${among(serials)} and kept and decision <> 'held'`.execute(this.#db);
  }

  /** Forgets what was settled and recorded before a time: no transaction lives that long, and no key is remembered. */
  async forget(before: Date): Promise<void> {
    await this.#db
      .deleteFrom('quota_serials')
      .where('settled', '=', true)
      .where('recorded', '<', before)
      .execute();
  }

  /** Says that work under way still needs its commissions; recovery leaves them alone until then. */
  async keepReservations(
    serials: readonly bigint[],
    { aliveUntil, process }: { aliveUntil: Date; process: string },
  ): Promise<void> {
    if (serials.length === 0) return;
    await sql`
      insert into quota_reservations (serial, alive_until, process)
      select serial, ${aliveUntil}, ${process} from unnest(${serials.map(String)}::bigint[]) as serial order by serial
      on conflict (serial) do update set alive_until = excluded.alive_until`.execute(this.#db);
  }

  /** Ends reservations; gives the ones that recovery had not yet taken away. */
  async endReservations(serials: readonly bigint[]): Promise<bigint[]> {
    if (serials.length === 0) return [];
    const rows = await this.#db
      .deleteFrom('quota_reservations')
      .where('serial', '=', among(serials))
      .returning('serial')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /** Ends all reservations of processes that are gone, and gives them. */
  async endReservationsOf(processes: readonly string[]): Promise<bigint[]> {
    if (processes.length === 0) return [];
    const rows = await this.#db
      .deleteFrom('quota_reservations')
      .where('process', '=', sql<string>`any(${processes}::uuid[])`)
      .returning('serial')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /** Takes away reservations without a sign of life since a time; their commissions may then be rejected. */
  async dropDeadReservations(now: Date): Promise<void> {
    await this.#db.deleteFrom('quota_reservations').where('alive_until', '<=', now).execute();
  }

  /** Which of the serials are reserved by work that has given a sign of life for later than a time. */
  async reserved(serials: readonly bigint[], after: Date): Promise<Set<bigint>> {
    if (serials.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('quota_reservations')
      .select('serial')
      .where('serial', '=', among(serials))
      .where('alive_until', '>', after)
      .execute();
    return new Set(rows.map(({ serial }) => serial));
  }

  async addCorrection(correction: {
    id: string;
    name: string;
    charges: readonly Charge[];
    now: Date;
  }): Promise<void> {
    const { id, name, charges, now } = correction;
    await sql`
      insert into quota_corrections (id, name, charges, recorded)
      values (${id}, ${name}, ${JSON.stringify(storedCharges(charges))}::jsonb, ${now})`.execute(this.#db);
  }

  /** The oldest corrections, except those named. */
  async corrections(limit: number, except: readonly string[]): Promise<CorrectionRow[]> {
    const rows = await this.#db
      .selectFrom('quota_corrections')
      .select(CORRECTION)
      .where('id', '!=', sql<string>`all(${except}::uuid[])`)
      .orderBy('recorded')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, charges: chargesOf(row.charges) }));
  }

  /** The counters that open corrections will move, of users and of their projects; the latter have no user. */
  async countersToCorrect(): Promise<{ user: string | null; project: string; resource: string }[]> {
    const { rows } = await sql<{ user: string | null; project: string; resource: string }>`
      select distinct holder as "user", charge ->> 1 as project, charge ->> 2 as resource
      from quota_corrections, jsonb_array_elements(charges) charge,
        lateral (values (charge ->> 0), (null)) holders (holder)`.execute(this.#db);
    return rows;
  }

  /** True when the correction is still to be made; it is then locked until the transaction ends. */
  async lockCorrection(id: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('quota_corrections')
      .select('id')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    return row !== undefined;
  }

  async endCorrection(id: string): Promise<void> {
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

function among(serials: readonly bigint[]) {
  return sql<bigint>`any(${serials.map(String)}::bigint[])`;
}
