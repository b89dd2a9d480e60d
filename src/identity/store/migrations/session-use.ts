import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** When each session was last used, to the minute. */
export async function createSessionUse(db: Transaction<unknown>): Promise<void> {
  await sql`alter table sessions add column last_used_at timestamptz`.execute(db);
}
