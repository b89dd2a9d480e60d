import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Far more serials than any client can have seen of commits that a restore lost (F10). */
export async function skipSerials(tx: Transaction<unknown>): Promise<void> {
  await sql`select setval('commission_serials', nextval('commission_serials') + 1000000)`.execute(tx);
}
