import { type Kysely, sql } from 'kysely';
import type { RowOf } from '#platform/database/columns';
import type { ProvisionLogTable } from '../schema/quota.ts';
import type { IdentitySchema } from '../schema.ts';

/** What one resolved provision left behind. */
export type LogEntry = Omit<RowOf<ProvisionLogTable>, 'id'>;

/** What became of provisions, as long as it is kept. */
export class ProvisionLogStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async add(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await sql`
      insert into provision_log (serial, client_key, name, issued_at, resolved_at, holder, source, resource,
        upper_limit, usage_min, usage_max, delta_quantity, reason)
      select * from unnest(${entries.map(({ serial }) => String(serial))}::bigint[],
        ${entries.map(({ clientKey }) => clientKey)}::text[], ${entries.map(({ name }) => name)}::text[],
        ${entries.map(({ issuedAt }) => issuedAt)}::timestamptz[], ${entries.map(({ resolvedAt }) => resolvedAt)}::timestamptz[],
        ${entries.map(({ holder }) => holder)}::text[], ${entries.map(({ source }) => source)}::text[],
        ${entries.map(({ resource }) => resource)}::text[], ${entries.map(({ upperLimit }) => String(upperLimit))}::bigint[],
        ${entries.map(({ usageMin }) => String(usageMin))}::bigint[], ${entries.map(({ usageMax }) => String(usageMax))}::bigint[],
        ${entries.map(({ deltaQuantity }) => String(deltaQuantity))}::bigint[],
        ${entries.map(({ reason }) => reason)}::text[])`.execute(this.#db);
  }

  /**
   * Folds the oldest `atMost` rows of the log, as far as they were resolved before then, into one opening row for each
   * holding, with the sum of what was accepted: the history still adds up to the counters (R-I2). Gives how many went.
   */
  async fold(before: Date, atMost: number): Promise<number> {
    // By serial, which has an index and grows as time does; opening rows (serial 0) are left out. Two processes at once take
    // different rows, and write the opening rows in one order, so that they do not wait for each other in a circle.
    const { rows } = await sql<{ gone: bigint }>`
      with oldest as (
        select id, resolved_at from provision_log where serial > 0 order by serial limit ${atMost}),
      old as (
        select l.id from provision_log l join oldest using (id)
        where oldest.resolved_at < ${before} for update of l skip locked),
      gone as (delete from provision_log l using old where l.id = old.id returning l.*),
      folded as (
        select holder, source, resource,
          coalesce(sum(delta_quantity) filter (where reason like 'ACCEPT:%'), 0)::bigint as delta,
          min(issued_at) as since, max(resolved_at) as until, max(id) as newest
        from gone group by holder, source, resource),
      opened as (
        insert into provision_log as l (serial, client_key, name, issued_at, resolved_at, holder, source, resource,
          upper_limit, usage_min, usage_max, delta_quantity, reason)
        select 0, '', 'opening', f.since, f.until, f.holder, f.source, f.resource,
          g.upper_limit, g.usage_min, g.usage_max, f.delta, 'ACCEPT:opening'
        from folded f join gone g on g.id = f.newest order by f.holder, f.resource, f.source
        on conflict (holder, resource, source) where serial = 0 do update set
          resolved_at = greatest(l.resolved_at, excluded.resolved_at), upper_limit = excluded.upper_limit,
          usage_min = excluded.usage_min, usage_max = excluded.usage_max,
          delta_quantity = l.delta_quantity + excluded.delta_quantity)
      select count(*) as gone from gone`.execute(this.#db);
    return Number(rows[0]!.gone);
  }
}
