import { sql } from 'kysely';
import type { Db } from './rows.ts';

/** Serials of commissions beside the rows they pay for, and what uploads have reserved. */
export class QuotaStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Writes serials of commissions beside the rows they pay for: a serial that is here means "accept". */
  async record(serials: readonly bigint[], now: bigint): Promise<void> {
    if (serials.length === 0) return;
    await this.#db
      .insertInto('quota_serials')
      .values(serials.map((serial) => ({ serial, recorded: now })))
      .execute();
  }

  /** Forgets serials that identity has accepted. */
  async forget(serials: readonly bigint[]): Promise<void> {
    if (serials.length === 0) return;
    await this.#db
      .deleteFrom('quota_serials')
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .execute();
  }

  async recorded(): Promise<bigint[]> {
    const rows = await this.#db
      .selectFrom('quota_serials')
      .select('serial')
      .where('recorded', '>=', 0n)
      .orderBy('serial')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /**
   * Keeps transactions from recording these serials any more, and gives the ones that none has recorded: they may be
   * rejected. A transaction that holds one uncommitted is waited for. A fence is a row with a time below zero.
   */
  async fence(serials: readonly bigint[], now: bigint): Promise<bigint[]> {
    if (serials.length === 0) return [];
    await this.#db
      .insertInto('quota_serials')
      .values(serials.map((serial) => ({ serial, recorded: -now })))
      .onConflict((conflict) => conflict.column('serial').doNothing())
      .execute();
    const rows = await this.#db
      .selectFrom('quota_serials')
      .select('serial')
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .where('recorded', '<', 0n)
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /** Takes fences down that were put up before a time: no transaction lives that long. */
  async dropOldFences(before: bigint): Promise<void> {
    await this.#db
      .deleteFrom('quota_serials')
      .where('recorded', '<', 0n)
      .where('recorded', '>', -before)
      .execute();
  }

  /** Says that an upload still needs its commission; recovery leaves it alone until then. */
  async keepReservation(
    serial: bigint,
    { aliveUntil, process }: { aliveUntil: bigint; process: string },
  ): Promise<void> {
    await this.#db
      .insertInto('quota_reservations')
      .values({ serial, alive_until: aliveUntil, process })
      .onConflict((conflict) => conflict.column('serial').doUpdateSet({ alive_until: aliveUntil }))
      .execute();
  }

  /** Ends reservations; gives the ones that recovery had not yet taken away. */
  async endReservations(serials: readonly bigint[]): Promise<bigint[]> {
    if (serials.length === 0) return [];
    const rows = await this.#db
      .deleteFrom('quota_reservations')
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .returning('serial')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /** Reservations of uploads that still live. */
  async livingReservations(now: bigint): Promise<Set<bigint>> {
    const rows = await this.#db
      .selectFrom('quota_reservations')
      .select('serial')
      .where('alive_until', '>', now)
      .execute();
    return new Set(rows.map(({ serial }) => serial));
  }

  /** Takes away reservations whose upload has died, so that its commission may be rejected. */
  async dropDeadReservations(now: bigint): Promise<void> {
    await this.#db.deleteFrom('quota_reservations').where('alive_until', '<=', now).execute();
  }

  /** Ends the reservations of processes that no longer live, and gives their serials. */
  async endReservationsOfGone(now: bigint): Promise<bigint[]> {
    const { rows } = await sql<{ serial: bigint }>`
      delete from quota_reservations r using processes p
      where p.id = r.process and p.alive_until < ${now} returning r.serial`.execute(this.#db);
    return rows.map(({ serial }) => serial);
  }
}
