import { sql } from 'kysely';
import { databaseNow } from './database-now.ts';
import type { Db } from './rows.ts';
import { NORMAL } from './schema.ts';

/**
 * Keeps the content of a current version for a borrower until some microseconds from now, whatever becomes of the object.
 * False when the version is not the current one any more. Its row is locked: a collection sees it, or the loan.
 */
export async function lendContent(
  db: Db,
  loan: { serial: bigint; borrower: string; forMicroseconds: bigint },
): Promise<boolean> {
  const { rows } = await sql`
    with lent as (
      select hash, size from versions where serial = ${loan.serial} and cluster = ${NORMAL} and hash is not null for share)
    insert into content_loans (hash, size, borrower, until)
    select hash, size, ${loan.borrower}, ${databaseNow} + ${loan.forMicroseconds} from lent
    on conflict (hash, size, borrower) do update set until = excluded.until returning hash`.execute(db);
  return rows.length > 0;
}

/** Contents that are lent at the moment. */
export async function lentContents(db: Db): Promise<{ hash: string; sizeBytes: number }[]> {
  const rows = await db
    .selectFrom('content_loans')
    .select(['hash', 'size'])
    .distinct()
    .where('until', '>', databaseNow)
    .where('size', '>', 0n)
    .execute();
  return rows.map(({ hash, size }) => ({ hash, sizeBytes: Number(size) }));
}

/** Forgets the loans that have ended. */
export async function forgetLoans(db: Db): Promise<void> {
  await db.deleteFrom('content_loans').where('until', '<', databaseNow).execute();
}
