import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Applications that wait are few among all that there ever were. */
export async function indexPendingApplications(db: Transaction<unknown>): Promise<void> {
  await sql`create index applications_pending on applications (id) where state = 0`.execute(db);
}
