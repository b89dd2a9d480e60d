import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';
import { recoveryMigration } from '#platform/database/recovery';

/** What every service keeps of where its database runs, in the place of identity's own record. */
export async function createRecovery(db: Transaction<unknown>): Promise<void> {
  await recoveryMigration.up(db);
  await sql`
    insert into recovery (system_identifier, timeline, epoch, released_epoch)
    select system_identifier, timeline, recovery_epoch, recovery_epoch from database_origin`.execute(db);
  await sql`drop table database_origin`.execute(db);
}
