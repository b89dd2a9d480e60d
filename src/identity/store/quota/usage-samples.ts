import { type Kysely, sql } from 'kysely';
import type { IdentitySchema } from '../schema.ts';
import type { HoldingRowKey } from './holdings.ts';

/** What a counter showed from a time on. */
export interface UsagePoint {
  at: Date;
  usage: bigint;
}

/** What was used over time, of projects that people share and of their members. */
export class UsageSampleStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** Notes each counter that is not what was noted of it last; twice at one time is once. No counter is locked. */
  async take(at: Date): Promise<void> {
    await sql`
      insert into usage_samples (holding_id, at, usage)
      select h.id, ${at}::timestamptz, h.usage_max
      from projects p
      join holdings h on h.source = 'project:' || p.uuid or (h.holder = 'project:' || p.uuid and h.source is null)
      left join lateral (
        select s.usage from usage_samples s where s.holding_id = h.id order by s.at desc limit 1) last on true
      where not p.is_base and p.state in (1, 10, 100) and h.usage_max <> coalesce(last.usage, 0)
      on conflict (holding_id, at) do update set usage = excluded.usage`.execute(this.#db);
  }

  /**
   * Keeps of each day before `hourly` the last sample, and nothing before `oldest` but what held on then; of counters that are gone
   * nothing.
   */
  async thin({ hourly, oldest }: { hourly: Date; oldest: Date }): Promise<void> {
    await sql`
      delete from usage_samples s where s.at < ${hourly} and exists (
        select from usage_samples later where later.holding_id = s.holding_id and later.at > s.at
          and (later.at < ${oldest}
            or (later.at < ${hourly} and (later.at at time zone 'UTC')::date = (s.at at time zone 'UTC')::date)))`.execute(
      this.#db,
    );
    await sql`
      delete from usage_samples s
      where not exists (select from holdings h where h.id = s.holding_id)`.execute(this.#db);
  }

  /** What a counter showed since then, the oldest first; before the first of these it showed nothing. */
  async since({ holder, source, resource }: HoldingRowKey, since: Date): Promise<UsagePoint[]> {
    const { rows } = await sql<UsagePoint>`
      with one as (
        select id from holdings
        where holder = ${holder} and source is not distinct from ${source} and resource = ${resource})
      (select s.at, s.usage from usage_samples s, one where s.holding_id = one.id and s.at < ${since}
        order by s.at desc limit 1)
      union all
      (select s.at, s.usage from usage_samples s, one where s.holding_id = one.id and s.at >= ${since})
      order by at`.execute(this.#db);
    return rows;
  }
}
