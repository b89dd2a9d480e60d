import { type RawBuilder, sql } from 'kysely';
import type { Viewer } from '../servers/servers.ts';

/** A network that a viewer sees: a public one, his own, or one that is shared with a project of his (spec/compute-api 0.7). */
export function seenBy(table: 'networks', { user, projects }: Viewer): RawBuilder<boolean> {
  const of = sql.table(table);
  return sql<boolean>`(${of}.public or ${of}.user_id = ${user}
    or (${of}.shared_to_project and ${of}.project = any(${[...projects]}::text[])))`;
}
