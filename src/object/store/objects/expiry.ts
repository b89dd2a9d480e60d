import { sql } from 'kysely';
import type { Db } from '../rows.ts';

/**
 * Whether the time of the current object of `nodes as n` is over: it counts as deleted wherever objects are read, also
 * before its mark of deletion is written. The database's clock decides for all processes.
 */
export const isExpired = sql<boolean>`coalesce(n.live and n.expires <= (extract(epoch from now()) * 1000000)::bigint, false)`;

/** Names of expired objects by container, the longest expired first; of one container when it is given. */
export async function expiredNames(
  db: Db,
  limit: number,
  container?: bigint,
): Promise<{ container: bigint; name: string }[]> {
  const within = container === undefined ? sql`true` : sql`n.parent = ${container}`;
  const { rows } = await sql<{ container: bigint; name: string }>`
    select n.parent as container, n.name from nodes n
    where n.expires <= (extract(epoch from now()) * 1000000)::bigint and n.live and ${within}
    order by n.expires limit ${limit}`.execute(db);
  return rows;
}
