import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** When somebody was last reminded of projects that end, and which ends nobody is to be reminded of. */
export async function createReminders(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table reminders (
      user_id bigint primary key references users on delete cascade,
      sent_at timestamptz not null
    )`.execute(db);
  await sql`
    create table declined_renewals (
      project_id bigint primary key references projects on delete cascade,
      end_at timestamptz not null,
      declined_at timestamptz not null,
      declined_by bigint
    )`.execute(db);
  // Few of all projects end soon.
  await sql`create index projects_end_at on projects (end_at) where state = 1 and not is_base`.execute(db);
}
