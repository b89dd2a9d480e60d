import type { Generated } from 'kysely';

export interface Oauth2ClientsTable {
  id: Generated<bigint>;
  identifier: string;
  /** Of confidential clients. */
  secret_hash: Buffer | null;
  type: 'confidential' | 'public';
  /** People are not asked whether they agree. */
  is_trusted: boolean;
  redirect_urls: string[];
  created_at: Date;
}

/** What a person agreed to; the row stays until its tokens are over, so that a second use of the code ends them. */
export interface Oauth2CodesTable {
  id: Generated<bigint>;
  code_hash: Buffer;
  client_id: bigint;
  user_id: bigint;
  redirect_uri: string;
  scope: string;
  /** SHA-256 of what the client has to show with the code (PKCE), base64url. */
  challenge: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface Oauth2TokensTable {
  id: Generated<bigint>;
  token_hash: Buffer;
  code_id: bigint;
  expires_at: Date;
}

/** Programs that act for people. */
export interface ProgramsTables {
  oauth2_clients: Oauth2ClientsTable;
  oauth2_codes: Oauth2CodesTable;
  oauth2_tokens: Oauth2TokensTable;
}
