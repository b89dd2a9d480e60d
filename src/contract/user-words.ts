/** What an account is in one word; who is `waiting` waits to be accepted. */
export const ACCOUNT_STATES = ['unverified', 'waiting', 'active', 'inactive', 'rejected'] as const;

/** What administrators do with an account by the console. One at a time. */
export interface AccountDeed {
  verify?: Record<string, never>;
  accept?: Record<string, never>;
  reject?: { reason: string };
  activate?: Record<string, never>;
  deactivate?: { reason: string };
  /** Mails the link to verify the account again. */
  resend?: Record<string, never>;
  end_sessions?: Record<string, never>;
  set_admin?: { admin: boolean };
  add_group?: { group: string };
  remove_group?: { group: string };
  /** Of what it may use in its own project. */
  set_limit?: { resource: string; limit: bigint };
}
