import { type Kysely, type RawBuilder, sql } from 'kysely';
import { amongSerials, type QuotaTables } from './quota-tables.ts';

/** Reservations: serials that work under way will need, each with the process that works and until when it counts as alive. */
export class ReservationStore {
  readonly #db: Kysely<QuotaTables>;

  constructor(db: Kysely<QuotaTables>) {
    this.#db = db;
  }

  /** Says that work under way needs a commission; recovery leaves it alone until then. */
  async add(serial: bigint, { aliveUntil, process }: { aliveUntil: Date; process: string }): Promise<void> {
    await this.#db
      .insertInto('quota_reservations')
      .values({ serial, alive_until: aliveUntil, process })
      .execute();
  }

  /**
   * Says that the work is still under way. A reservation that a change is just using, or that recovery has taken away, is
   * left alone: nobody is waited for.
   */
  async prolong(serials: readonly bigint[], aliveUntil: Date): Promise<void> {
    if (serials.length === 0) return;
    await sql`
      with idle as (
        select serial from quota_reservations where serial = ${amongSerials(serials)}
        order by serial for update skip locked)
      update quota_reservations r set alive_until = ${aliveUntil} from idle where r.serial = idle.serial`.execute(
      this.#db,
    );
  }

  /** Ends reservations; gives the ones that recovery had not yet taken away. */
  async end(serials: readonly bigint[]): Promise<bigint[]> {
    return serials.length === 0 ? [] : this.#end(sql`serial = ${amongSerials(serials)}`);
  }

  /** Ends all reservations of processes that are gone, and gives them. */
  async endOf(processes: readonly string[]): Promise<bigint[]> {
    return processes.length === 0 ? [] : this.#end(sql`process = any(${processes}::uuid[])`);
  }

  /** Takes away reservations without a sign of life since a time; their commissions may then be rejected. */
  async dropDead(now: Date): Promise<void> {
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
  async alive(serials: readonly bigint[], after: Date): Promise<Set<bigint>> {
    if (serials.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('quota_reservations')
      .select('serial')
      .where('serial', '=', amongSerials(serials))
      .where('alive_until', '>', after)
      .execute();
    return new Set(rows.map(({ serial }) => serial));
  }
}
