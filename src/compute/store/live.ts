import { sql } from 'kysely';
import type { LiveTopicName } from '#contract/live';
import type { Session } from './session.ts';

/** What a person has of one kind: it differs whenever one of them was made, changed or removed. */
export interface KindVersion {
  user: string;
  topic: Extract<LiveTopicName, 'server' | 'network' | 'floating-ip' | 'keypair'>;
  version: string;
}

/** Changes are committed in another order than their times say: so many of the newest are looked at. */
const NEWEST = 50;

/** What changed, and for whom. */
export class LiveStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** The versions of what these persons have. */
  async versions(users: readonly string[]): Promise<KindVersion[]> {
    const { rows } = await sql<KindVersion>`
      with asked as (select who from unnest(${[...users]}::text[]) as u (who))
      select who as "user", 'server' as topic, s.newest as version
      from asked cross join lateral (
        select md5(string_agg(concat(id, ' ', updated), ',')) as newest from (
          select id, updated from servers where user_id = who order by updated desc, id limit ${NEWEST}) n) s
      where s.newest is not null
      union all
      select user_id, 'network', concat(max(updated), ' ', count(*) filter (where not deleted))
      from networks join asked on who = user_id group by 1
      union all
      select who, 'floating-ip', f.newest
      from asked cross join lateral (
        select md5(string_agg(concat(id, ' ', updated), ',')) as newest from (
          select id, updated from floating_ips where user_id = who order by updated desc, id limit ${NEWEST}) n) f
      where f.newest is not null
      union all
      select user_id, 'keypair', concat(max(updated), ' ', max(id), ' ', count(*))
      from keypairs join asked on who = user_id group by 1`.execute(this.#db);
    return rows;
  }
}
