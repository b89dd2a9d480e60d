import { sql } from 'kysely';
import type { Db } from './rows.ts';

/** An account, or a container with its account, and a number that grows with every change of it or in it. */
export interface Revision {
  /** Who asks. */
  user: string;
  account: string;
  /** Null for the account itself. */
  container: string | null;
  id: bigint;
  revision: bigint;
}

/** Containers of others that one person hears of. */
const MOST_SHARED = 1000;

/** What changed, and for whom. */
export class LiveStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Revisions of the persons' own accounts and containers, and of those containers in which something is shared with them or a group of theirs; what is shared with everybody is told to nobody. */
  async revisions(users: readonly string[]): Promise<Revision[]> {
    const { rows } = await sql<Revision>`
      with asked as (select who from unnest(${[...users]}::text[]) as u (who)),
      holders as (
        select who, lower(who) as holder from asked
        union all select a.who, lower(g.owner) || ':' || g.name from asked a join groups g on g.member = lower(a.who)),
      shared as (
        select a.who, s.account, s.container from asked a cross join lateral (
          select distinct p.account, p.container from holders h join permissions p on p.holder = h.holder
          where h.who = a.who and p.account <> a.who order by 1, 2 limit ${MOST_SHARED}) s)
      select u.who as "user", a.name as account, null as container, a.id, a.revision
      from asked u join nodes a on a.parent = 0 and a.name = u.who
      union all
      select u.who, a.name, c.name, c.id, c.revision
      from asked u join nodes a on a.parent = 0 and a.name = u.who join nodes c on c.parent = a.id and c.live
      union all
      select s.who, a.name, c.name, c.id, c.revision
      from shared s join nodes a on a.parent = 0 and a.name = s.account
      join nodes c on c.parent = a.id and c.name = s.container and c.live`.execute(this.#db);
    return rows;
  }
}
