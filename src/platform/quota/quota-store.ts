import { type Kysely, type RawBuilder, sql } from 'kysely';
import { columns, type RowOf } from '../database/columns.ts';
import { type Charge, chargesOf, storedCharges } from './charge.ts';
import type { Decision, QuotaTables } from './quota-tables.ts';

export type SerialRow = Omit<RowOf<QuotaTables['quota_serials']>, 'charges'> & { charges: Charge[] };
export type CorrectionRow = Omit<RowOf<QuotaTables['quota_corrections']>, 'charges'> & { charges: Charge[] };

const SERIAL = columns('quota_serials', ['serial', 'decision', 'charges', 'kept', 'settled', 'recorded']);
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

  /** Says that work under way needs a commission; recovery leaves it alone until then. */
  async addReservation(
    serial: bigint,
    { aliveUntil, process }: { aliveUntil: Date; process: string },
  ): Promise<void> {
    await this.#db
      .insertInto('quota_reservations')
      .values({ serial, alive_until: aliveUntil, process })
      .execute();
  }

  /**
   * Says that the work is still under way. A reservation that a change is just using, or that recovery has taken away, is
   * left alone: nobody is waited for.
   */
  async prolongReservations(serials: readonly bigint[], aliveUntil: Date): Promise<void> {
    if (serials.length === 0) return;
    await sql`
      with idle as (
        select serial from quota_reservations where serial = ${among(serials)}
        order by serial for update skip locked)
      update quota_reservations r set alive_until = ${aliveUntil} from idle where r.serial = idle.serial`.execute(
      this.#db,
    );
  }

  /** Ends reservations; gives the ones that recovery had not yet taken away. */
  async endReservations(serials: readonly bigint[]): Promise<bigint[]> {
    return serials.length === 0 ? [] : this.#end(sql`serial = ${among(serials)}`);
  }

  /** Ends all reservations of processes that are gone, and gives them. */
  async endReservationsOf(processes: readonly string[]): Promise<bigint[]> {
    return processes.length === 0 ? [] : this.#end(sql`process = any(${processes}::uuid[])`);
  }

  /** Takes away reservations without a sign of life since a time; their commissions may then be rejected. */
  async dropDeadReservations(now: Date): Promise<void> {
    await this.#end(sql`alive_until <= ${now}`);
  }

  /** Locked by serial, as everybody does who locks more than one: nobody waits in a circle. */
  async #end(which: RawBuilder<unknown>): Promise<bigint[]> {
    const { rows } = await sql<{ serial: bigint }>`
      with ended as (select serial from quota_reservations where ${which} order by serial for update)
      delete from quota_reservations r using ended where r.serial = ended.serial returning r.serial`.execute(
      this.#db,
    );
    return rows.map(({ serial }) => serial);
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

  /** The oldest corrections whose time has come: not those put off for less than `farthestMs`; a clock may have been set back (F8). */
  async corrections(
    limit: number,
    { now, farthestMs }: { now: Date; farthestMs: number },
  ): Promise<CorrectionRow[]> {
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
  async refusedCorrections(limit: number): Promise<CorrectionRow[]> {
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
  async putOffCorrection(
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
  async hastenCorrections(): Promise<void> {
    await this.#db
      .updateTable('quota_corrections')
      .set({ next_try: null })
      .where('next_try', 'is not', null)
      .execute();
  }

  /** The counters that open corrections will move, of users and of their projects; the latter have no user. */
  async countersToCorrect(): Promise<{ user: string | null; project: string; resource: string }[]> {
    const { rows } = await sql<{ user: string | null; project: string; resource: string }>`
      select distinct holder as "user", charge ->> 1 as project, charge ->> 2 as resource
      from quota_corrections, jsonb_array_elements(charges) charge,
        lateral (values (charge ->> 0), (null)) holders (holder)`.execute(this.#db);
    return rows;
  }

  /** The correction where it is still to be made, locked until the transaction ends. */
  lockCorrection(id: string): Promise<Pick<CorrectionRow, 'name' | 'failures'> | undefined> {
    return this.#db
      .selectFrom('quota_corrections')
      .select(['name', 'failures'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
  }

  /** It is made, or given up. */
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
