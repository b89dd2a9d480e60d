import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/**
 * Who holds credentials, with groups and projects, in one call. PL/pgSQL keeps the plan for the life of the connection; as
 * a plain query, planning takes several times longer than running it. Columns are named as the program reads them.
 */
export async function createBearers(db: Transaction<unknown>): Promise<void> {
  await sql`
    create type bearer as (
      "key" bytea, "id" bigint, "uuid" uuid, "username" text, "email" text, "firstName" text, "lastName" text,
      "isActive" boolean, "defaultProject" uuid, "expiresAt" timestamptz, "roles" json, "projects" text[]
    )`.execute(db);
  await sql`
    create function roles_of_user(wanted bigint) returns json language plpgsql stable as $$
    begin
      return coalesce((select json_agg(json_build_object('id', g.id::text, 'name', g.name) order by g.id)
        from user_groups ug join groups g on g.id = ug.group_id where ug.user_id = wanted), '[]');
    end $$`.execute(db);
  // Accepted or waiting to leave, in projects that are active (spec/identity 1.2).
  await sql`
    create function projects_of_user(wanted bigint) returns text[] language plpgsql stable as $$
    begin
      return array(select p.uuid::text from memberships m join projects p on p.id = m.project_id
        where m.user_id = wanted and m.state in (1, 5) and p.state = 1 order by p.id);
    end $$`.execute(db);
  await sql`
    create function bearers_of_tokens(wanted bytea[]) returns setof bearer language plpgsql stable as $$
    begin
      return query select u.token_hash, u.id, u.uuid, u.username, u.email, u.first_name, u.last_name, u.is_active,
        u.default_project, u.token_expires_at, roles_of_user(u.id), projects_of_user(u.id)
        from users u where u.token_hash = any(wanted);
    end $$`.execute(db);
  await sql`
    create function bearers_of_sessions(wanted bytea[]) returns setof bearer language plpgsql stable as $$
    begin
      return query select s.secret_hash, u.id, u.uuid, u.username, u.email, u.first_name, u.last_name, u.is_active,
        u.default_project, s.expires_at, roles_of_user(u.id), projects_of_user(u.id)
        from sessions s join users u on u.id = s.user_id where s.secret_hash = any(wanted);
    end $$`.execute(db);
}
