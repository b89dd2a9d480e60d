import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Programs that act for people by OAuth2: clients, codes that are exchanged once, and tokens. Secrets are hashes (I5). */
export async function createPrograms(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table oauth2_clients (
      id bigint generated always as identity primary key,
      identifier text not null unique,
      secret_hash bytea check (octet_length(secret_hash) = 32),
      type text not null check (type in ('confidential', 'public')),
      is_trusted boolean not null default false,
      redirect_urls text[] not null check (cardinality(redirect_urls) > 0),
      created_at timestamptz not null,
      check ((type = 'confidential') = (secret_hash is not null))
    )`.execute(db);
  await sql`
    create table oauth2_codes (
      id bigint generated always as identity primary key,
      code_hash bytea not null unique check (octet_length(code_hash) = 32),
      client_id bigint not null references oauth2_clients on delete cascade,
      user_id bigint not null references users on delete cascade,
      redirect_uri text not null,
      scope text not null,
      challenge text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`.execute(db);
  await sql`create index oauth2_codes_user on oauth2_codes (user_id)`.execute(db);
  await sql`create index oauth2_codes_client on oauth2_codes (client_id)`.execute(db);
  await sql`create index oauth2_codes_expiry on oauth2_codes (expires_at)`.execute(db);
  await sql`
    create table oauth2_tokens (
      id bigint generated always as identity primary key,
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      code_id bigint not null references oauth2_codes on delete cascade,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index oauth2_tokens_code on oauth2_tokens (code_id)`.execute(db);
}
