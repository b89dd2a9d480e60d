import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** The state of an account in one word, in which order pages of 100,000 accounts are read; and what a way to log in tells of its user. */
export async function createAccountState(db: Transaction<unknown>): Promise<void> {
  await sql`
    alter table users add column state text not null generated always as (
      case when not email_verified then 'unverified' when not moderated then 'waiting'
        when is_rejected then 'rejected' when is_active then 'active' else 'inactive' end) stored`.execute(
    db,
  );
  await sql`create index users_state on users (state, id)`.execute(db);
  await sql`alter table sign_in_methods add column affiliation text, add column info jsonb not null default '{}'`.execute(
    db,
  );
}
