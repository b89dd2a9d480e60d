import { type Kysely, sql } from 'kysely';
import { INFINITE } from '#contract/infinite';
import type { IdentitySchema } from './schema.ts';

export interface PeopleCounts {
  total: number;
  verified: number;
  active: number;
}

/** By a way to log in: also how many active, verified accounts have no other. */
export interface ProviderCounts extends PeopleCounts {
  provider: string;
  exclusive: number;
}

/** What is used of a resource, and what may be, without what has no limit. */
export interface ResourceSum {
  resource: string;
  used: bigint;
  allocated: bigint;
}

const sums = sql`sum(h.usage_max)::text as used,
  coalesce(sum(h.upper_limit) filter (where h.upper_limit < ${INFINITE}), 0)::text as allocated`;

/** Counts over all of the cloud; each is one query. */
export class StatisticsStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async people(): Promise<PeopleCounts> {
    const { rows } = await sql<PeopleCounts>`
      select count(*)::int as total, count(*) filter (where email_verified)::int as verified,
        count(*) filter (where is_active)::int as active from users`.execute(this.#db);
    return rows[0]!;
  }

  async peopleByProvider(): Promise<ProviderCounts[]> {
    const { rows } = await sql<ProviderCounts>`
      select m.provider, count(*)::int as total, count(*) filter (where u.email_verified)::int as verified,
        count(*) filter (where u.is_active)::int as active,
        count(*) filter (where u.is_active and u.email_verified and m.alone)::int as exclusive
      from (${this.#providers()}) m join users u on u.id = m.user_id group by m.provider order by m.provider`.execute(
      this.#db,
    );
    return rows;
  }

  /** Of projects as a whole. */
  async resources(): Promise<ResourceSum[]> {
    const { rows } = await sql<Record<keyof ResourceSum, string>>`
      select h.resource, ${sums} from holdings h where h.source is null group by h.resource`.execute(
      this.#db,
    );
    return rows.map(summed);
  }

  /** Of active, verified people who have this way to log in and no other. */
  async resourcesByProvider(): Promise<(ResourceSum & { provider: string })[]> {
    const { rows } = await sql<Record<keyof ResourceSum | 'provider', string>>`
      select m.provider, h.resource, ${sums} from (${this.#providers()}) m
      join users u on u.id = m.user_id and u.is_active and u.email_verified
      join holdings h on h.holder = 'user:' || u.uuid and h.source is not null
      where m.alone group by m.provider, h.resource`.execute(this.#db);
    return rows.map((row) => ({ ...summed(row), provider: row.provider }));
  }

  /** The ways to log in of each account, and whether it is the only one. */
  #providers() {
    return sql`select user_id, module as provider, count(*) over (partition by user_id) = 1 as alone
      from sign_in_methods where active group by user_id, module`;
  }
}

/** Sums of many numbers of 64 bits may have more. */
function summed({ resource, used, allocated }: Record<keyof ResourceSum, string>): ResourceSum {
  return { resource, used: BigInt(used), allocated: BigInt(allocated) };
}
