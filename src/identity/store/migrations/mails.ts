import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Mails, written in the transaction of what causes them: to be sent, sent, given up, or kept where there is no mail server. */
export async function createMails(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table mails (
      id bigint generated always as identity primary key,
      message_id text not null unique,
      template text not null,
      recipient text not null,
      subject text not null,
      body text not null,
      state text not null check (state in ('waiting', 'sent', 'failed', 'kept')),
      tries integer not null default 0,
      -- mails are given up some days after
      waiting_since timestamptz not null,
      next_try_at timestamptz,
      last_error text,
      created_at timestamptz not null,
      ended_at timestamptz,
      check ((state = 'waiting') = (next_try_at is not null))
    )`.execute(db);
  await sql`create index mails_due on mails (next_try_at) where state = 'waiting'`.execute(db);
  await sql`create index mails_recipient on mails (recipient, created_at)`.execute(db);
  await sql`create index mails_ended on mails (ended_at) where state <> 'waiting'`.execute(db);
}
