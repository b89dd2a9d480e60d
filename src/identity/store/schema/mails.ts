import type { Generated } from 'kysely';

/**
 * `waiting` is tried at `next_try_at`; `failed` is given up; `kept` was written where there is no mail server, and is sent when
 * an administrator says so.
 */
export type MailState = 'waiting' | 'sent' | 'failed' | 'kept';

export interface MailsTable {
  id: Generated<bigint>;
  message_id: string;
  template: string;
  recipient: string;
  subject: string;
  body: string;
  state: MailState;
  tries: Generated<number>;
  /** Since it was written, or an administrator had it sent again. */
  waiting_since: Date;
  next_try_at: Date | null;
  last_error: string | null;
  created_at: Date;
  ended_at: Date | null;
}

export interface MailsTables {
  mails: MailsTable;
}
