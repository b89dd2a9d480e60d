import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** One opening row for each holding: serials begin at 1, so 0 stands for what old rows were folded into. */
export async function createOpeningRows(db: Transaction<unknown>): Promise<void> {
  await sql`
    create unique index provision_log_opening on provision_log (holder, resource, source) nulls not distinct
    where serial = 0`.execute(db);
}
