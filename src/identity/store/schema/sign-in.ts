import type { Generated } from 'kysely';

/** A way to log in: `local` has empty issuer and subject; outside identities are keyed by (module, issuer, subject). */
export interface SignInMethodsTable {
  id: Generated<bigint>;
  user_id: bigint;
  module: string;
  issuer: Generated<string>;
  subject: Generated<string>;
  active: Generated<boolean>;
  created_at: Date;
  last_login_at: Date | null;
  affiliation: string | null;
  /** What an administrator noted of the user beside it. */
  info: Generated<Record<string, unknown>>;
}

export interface SessionsTable {
  id: Generated<bigint>;
  secret_hash: Buffer;
  user_id: bigint;
  created_at: Date;
  expires_at: Date;
  /** To the minute. */
  last_used_at: Date | null;
  address: string;
  user_agent: string;
}

/** Failed and running log-ins of one account or one address, shared by every door and every process. */
export interface SignInAttemptsTable {
  key: string;
  window_started_at: Date;
  attempts: number;
  next_allowed_at: Date;
}

/** How people log in, and what guards it. */
export interface SignInTables {
  sign_in_methods: SignInMethodsTable;
  sessions: SessionsTable;
  sign_in_attempts: SignInAttemptsTable;
}
