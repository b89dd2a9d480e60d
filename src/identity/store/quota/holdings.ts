import { type Kysely, sql } from 'kysely';
import { INFINITE } from '#contract/infinite';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import type { IdentitySchema } from '../schema.ts';
import { type ListedHolding, listedHoldingColumns } from './listed-holdings.ts';

/** The key of a counter, as it is stored. */
export interface HoldingRowKey {
  holder: string;
  source: string | null;
  resource: string;
}

export interface HoldingRow extends HoldingRowKey {
  id: bigint;
  limit: bigint;
  usageMin: bigint;
  usageMax: bigint;
}

/** A user's counters beside the project's own, for the `quotas` answers. */
export interface QuotaRow extends HoldingRow {
  projectLimit: bigint | null;
  projectUsageMin: bigint | null;
  projectUsageMax: bigint | null;
}

/** A counter of an accepted user, for the administrator's list. */
export interface UserHoldingRow extends HoldingRow {
  uuid: string;
  email: string;
}

/** A resource over all projects. */
export interface ResourceTotal {
  resource: string;
  used: bigint;
  granted: bigint;
  unlimited: bigint;
}

/** Columns of a counter. */
const counters = sql`h.id, h.holder, h.source, h.resource, h.upper_limit as "limit", h.usage_min as "usageMin",
  h.usage_max as "usageMax"`;

const CANONICAL_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Rows of the counters. */
export class HoldingStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /**
   * The counters of these keys, locked until the transaction ends. Locks are taken in primary-key order, so that two
   * commissions never wait for each other in a circle. Keys without a counter are simply not in the answer.
   */
  async lock(keys: readonly HoldingRowKey[]): Promise<HoldingRow[]> {
    const { rows } = await sql<HoldingRow>`
      select ${counters}
      from unnest(${keys.map((key) => key.holder)}::text[], ${keys.map((key) => key.source)}::text[],
        ${keys.map((key) => key.resource)}::text[]) as k (holder, source, resource)
      join holdings h on h.holder = k.holder and h.resource = k.resource and h.source is not distinct from k.source
      order by h.id for update of h`.execute(this.#db);
    return rows;
  }

  /** The counters of these ids, locked in primary-key order until the transaction ends. */
  async lockByIds(ids: readonly bigint[]): Promise<HoldingRow[]> {
    const { rows } = await sql<HoldingRow>`
      select ${counters}
      from holdings h where h.id = any(${ids.map(String)}::bigint[]) order by h.id for update`.execute(
      this.#db,
    );
    return rows;
  }

  async writeCounters(rows: readonly { id: bigint; usageMin: bigint; usageMax: bigint }[]): Promise<void> {
    if (rows.length === 0) return;
    await sql`
      update holdings h set usage_min = n.usage_min, usage_max = n.usage_max
      from unnest(${rows.map(({ id }) => String(id))}::bigint[], ${rows.map(({ usageMin }) => String(usageMin))}::bigint[],
        ${rows.map(({ usageMax }) => String(usageMax))}::bigint[]) as n (id, usage_min, usage_max)
      where h.id = n.id`.execute(this.#db);
  }

  /**
   * Sets limits, making the counters that do not exist; usage is kept (I8). Belongs inside a transaction: existing rows are
   * locked in key order before any is written.
   */
  async setLimits(limits: readonly (HoldingRowKey & { limit: bigint })[]): Promise<void> {
    if (limits.length === 0) return;
    await this.lock(limits);
    await sql`
      insert into holdings (holder, source, resource, upper_limit)
      select * from unnest(${limits.map(({ holder }) => holder)}::text[], ${limits.map(({ source }) => source)}::text[],
        ${limits.map(({ resource }) => resource)}::text[], ${limits.map(({ limit }) => String(limit))}::bigint[])
      on conflict on constraint holdings_key do update set upper_limit = excluded.upper_limit
      where holdings.upper_limit <> excluded.upper_limit`.execute(this.#db);
  }

  /** A user's counters in the given projects, for the resources that the API shows. */
  ofUser(userUuid: string, projectUuids: readonly string[]): Promise<QuotaRow[]> {
    return this.#quotas(sql`
      h.holder = ${`user:${userUuid}`} and h.source = any(${projectUuids.map((uuid) => `project:${uuid}`)}::text[])
      and h.resource in (select name from resources where api_visible)`);
  }

  /** Counters of users with a verified e-mail, for one component's resources; both filters are optional. */
  ofUsers(
    resources: readonly string[],
    users?: readonly string[],
    projects?: readonly string[],
  ): Promise<QuotaRow[]> {
    const wanted =
      users === undefined
        ? sql`true`
        : sql`u.uuid = any(${users.filter((uuid) => CANONICAL_UUID.test(uuid))}::uuid[])`;
    const sources =
      projects === undefined
        ? sql`true`
        : sql`h.source = any(${projects.map((uuid) => `project:${uuid}`)}::text[])`;
    // From the users to their counters: a condition on the text of a holder could use no index of the users.
    return this.#quotas(sql`
      h.holder in (select 'user:' || u.uuid from users u where u.email_verified and ${wanted})
      and ${sources} and h.source is not null and h.resource = any(${resources}::text[])`);
  }

  async #quotas(condition: ReturnType<typeof sql>): Promise<QuotaRow[]> {
    const { rows } = await sql<QuotaRow>`
      select ${counters},
        p.upper_limit as "projectLimit", p.usage_min as "projectUsageMin", p.usage_max as "projectUsageMax"
      from holdings h
      left join holdings p on p.holder = h.source and p.resource = h.resource and p.source is null
      where ${condition} order by h.id`.execute(this.#db);
    return rows;
  }

  /** Counters of these holders, by holder in the order given and then in the order in which they were made. */
  async ofHolders(holders: readonly string[]): Promise<HoldingRow[]> {
    const { rows } = await sql<HoldingRow>`
      select ${counters} from unnest(${holders}::text[]) with ordinality as w (holder, position)
      join holdings h on h.holder = w.holder order by w.position, h.id`.execute(this.#db);
    return rows;
  }

  /**
   * Of each resource that the API shows, over all projects: what they may use, what is used, and how many may use it without a
   * limit, which is in no sum.
   */
  async totals(): Promise<ResourceTotal[]> {
    const { rows } = await sql<ResourceTotal>`
      select r.name as resource, least(coalesce(sum(h.usage_max), 0), ${INFINITE})::bigint as used,
        least(coalesce(sum(h.upper_limit) filter (where h.upper_limit < ${INFINITE}), 0), ${INFINITE})::bigint as granted,
        count(*) filter (where h.upper_limit = ${INFINITE}) as unlimited
      from resources r left join holdings h on h.resource = r.name and h.source is null
      where r.api_visible group by r.id order by r.id`.execute(this.#db);
    return rows;
  }

  /** Every counter of these projects and of their members, for comparing with what ought to be. */
  async inProjects(projects: readonly string[]): Promise<HoldingRow[]> {
    const holders = projects.map((uuid) => `project:${uuid}`);
    const { rows } = await sql<HoldingRow>`
      select ${counters} from holdings h
      where (h.holder = any(${holders}::text[]) and h.source is null) or h.source = any(${holders}::text[])
      order by h.id`.execute(this.#db);
    return rows;
  }

  /** A page of the administrator's list: counters of accepted accounts, in the order in which they were made. */
  listed({ overlimit }: { overlimit: boolean }, request: PageRequest): Promise<Page<ListedHolding>> {
    let query = this.#db
      .selectFrom('holdings as h')
      // From the counters to their users, by an index: only users draw from a source.
      .innerJoin('users as u', (join) =>
        join.on(
          sql`case when h.source is not null then substr(h.holder, 6)::uuid end`,
          '=',
          sql.ref('u.uuid'),
        ),
      )
      .leftJoin('resources as r', 'r.name', 'h.resource')
      .select(['h.id', 'u.uuid', 'u.email', 'u.username', 'h.resource', 'r.unit'])
      .select([
        sql<string>`substr(h.source, 9)`.as('source'),
        'h.upper_limit as limit',
        'h.usage_max as usage',
      ])
      .where('u.email_verified', '=', true)
      .where('u.moderated', '=', true)
      .where('u.is_rejected', '=', false)
      .where('h.source', 'is not', null);
    if (overlimit) query = query.whereRef('h.usage_max', '>', 'h.upper_limit');
    return readPage(query, listedHoldingColumns, 'h.id', request);
  }

  /** Removes counters that nothing asks for and nothing is counted in; answers how many. */
  async removeUnused(ids: readonly bigint[]): Promise<bigint> {
    const result = await this.#db
      .deleteFrom('holdings')
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .where('usage_max', '=', 0n)
      .where('usage_min', '=', 0n)
      .executeTakeFirst();
    return result.numDeletedRows;
  }

  /** Counters after the one of this number that belong to no initialized project. */
  async withoutProject(after: bigint, limit: number): Promise<HoldingRow[]> {
    const { rows } = await sql<HoldingRow>`
      select ${counters} from holdings h
      where h.id > ${after} and not exists (select from projects p
        where p.state in (1, 10, 100) and 'project:' || p.uuid = coalesce(h.source, h.holder))
      order by h.id limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Counters of initialized projects, for one component's resources. */
  async ofProjects(resources: readonly string[], projects?: readonly string[]): Promise<HoldingRow[]> {
    const wanted = projects === undefined ? sql`true` : sql`p.uuid = any(${projects}::uuid[])`;
    const { rows } = await sql<HoldingRow>`
      select ${counters}
      from projects p join holdings h on h.holder = 'project:' || p.uuid and h.source is null
      where p.state in (1, 10, 100) and ${wanted} and h.resource = any(${resources}::text[]) order by h.id`.execute(
      this.#db,
    );
    return rows;
  }
}
