import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/**
 * Whoever holds a credential is told with whether he has signed the latest terms: the flag stands in the row that is read
 * anyway, and the terms are looked for only where it is not set.
 */
export async function addTermsToBearers(db: Transaction<unknown>): Promise<void> {
  await sql`alter type bearer add attribute "hasSignedTerms" boolean`.execute(db);
  await sql`
    create or replace function bearers_of_tokens(wanted bytea[]) returns setof bearer language plpgsql stable as $$
    begin
      return query select u.token_hash, u.id, u.uuid, u.username, u.email, u.first_name, u.last_name, u.is_active,
        u.default_project, u.token_expires_at, roles_of_user(u.id), projects_of_user(u.id),
        u.has_signed_terms or not exists (select from terms)
        from users u where u.token_hash = any(wanted);
    end $$`.execute(db);
  await sql`
    create or replace function bearers_of_sessions(wanted bytea[]) returns setof bearer language plpgsql stable as $$
    begin
      return query select s.secret_hash, u.id, u.uuid, u.username, u.email, u.first_name, u.last_name, u.is_active,
        u.default_project, s.expires_at, roles_of_user(u.id), projects_of_user(u.id),
        u.has_signed_terms or not exists (select from terms)
        from sessions s join users u on u.id = s.user_id where s.secret_hash = any(wanted);
    end $$`.execute(db);
}
