import { sql } from 'kysely';
import type { Transaction } from '#platform/database';

/**
 * Who holds a credential, with groups and projects, in one call. A PL/pgSQL function keeps its plan for the life of the
 * connection; as a plain query, planning takes several times longer than running it.
 */
export async function createBearers(db: Transaction<unknown>): Promise<void> {
  await sql`
    create type bearer as (
      "id" bigint, "uuid" uuid, "username" text, "email" text, "firstName" text, "lastName" text, "isActive" boolean,
      "defaultProject" uuid, "expiresAt" timestamptz, "roles" json, "projects" text[]
    )`.execute(db);
  await sql`
    create function bearer_of_user(wanted bigint, expires timestamptz) returns bearer language plpgsql stable as $$
    declare
      answer bearer;
    begin
      select u.id, u.uuid, u.username, u.email, u.first_name, u.last_name, u.is_active, u.default_project, expires,
        coalesce((select json_agg(json_build_object('id', g.id::text, 'name', g.name) order by g.id)
          from user_groups ug join groups g on g.id = ug.group_id where ug.user_id = u.id), '[]'),
        array(select p.uuid::text from memberships m join projects p on p.id = m.project_id
          where m.user_id = u.id and m.state in (1, 5) and p.state = 1 order by p.id)
      into answer from users u where u.id = wanted;
      return answer;
    end $$`.execute(db);
  await sql`
    create function bearer_of_token(wanted bytea) returns setof bearer language plpgsql stable as $$
    declare
      holder record;
    begin
      select u.id, u.token_expires_at into holder from users u where u.token_hash = wanted;
      if found then
        return next bearer_of_user(holder.id, holder.token_expires_at);
      end if;
    end $$`.execute(db);
  await sql`
    create function bearer_of_session(wanted bytea) returns setof bearer language plpgsql stable as $$
    declare
      holder record;
    begin
      select s.user_id, s.expires_at into holder from sessions s where s.secret_hash = wanted;
      if found then
        return next bearer_of_user(holder.user_id, holder.expires_at);
      end if;
    end $$`.execute(db);
}
