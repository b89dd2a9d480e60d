import { sql } from 'kysely';
import { databaseNow } from '../clock.ts';
import type { Db } from '../rows.ts';
import { NORMAL } from '../schema.ts';

/** Contents that stay for a while, whatever becomes of their object. */
export class LoanStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Keeps the content of a current version for a borrower until some microseconds from now, whatever becomes of the object.
   * False when the version is not the current one any more. Its row is locked: a collection sees it, or the loan.
   */
  async lend(loan: { serial: bigint; borrower: string; forMicroseconds: bigint }): Promise<boolean> {
    const { rows } = await sql`
      with lent as (
        select hash, size from versions where serial = ${loan.serial} and cluster = ${NORMAL} and hash is not null for share)
      insert into content_loans (hash, size, borrower, until)
      select hash, size, ${loan.borrower}, ${databaseNow} + ${loan.forMicroseconds} from lent
      on conflict (hash, size, borrower) do update set until = excluded.until returning hash`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  /** Contents that are lent at the moment, and whether an operator has given their damaged lists up. */
  async lent(): Promise<{ hash: string; sizeBytes: number; givenUp: boolean }[]> {
    const { rows } = await sql<{ hash: string; size: bigint; givenUp: boolean }>`
      select distinct l.hash, l.size, exists (
        select from content_damage d where d.hash = l.hash and d.size = l.size and d.given_up) as "givenUp"
      from content_loans l where l.until > ${databaseNow} and l.size > 0`.execute(this.#db);
    return rows.map(({ hash, size, givenUp }) => ({ hash, sizeBytes: Number(size), givenUp }));
  }

  /** Forgets the loans that have ended. */
  async forgetEnded(): Promise<void> {
    await this.#db.deleteFrom('content_loans').where('until', '<', databaseNow).execute();
  }
}
