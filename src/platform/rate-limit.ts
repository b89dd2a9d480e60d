import { CompiledQuery, sql } from 'kysely';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from './clock.ts';
import type { Database, Transaction } from './database/database.ts';

/** Lets each key spend so many points in a window of time, which begins with the first that it spends. */
export interface RateLimit {
  readonly points: number;
  /** Spends points and answers 0, or spends none and answers the seconds to wait. */
  take(key: string, cost?: number): Promise<number>;
}

export interface RateLimitOptions {
  /** Names the budget among those of the same database. */
  name: string;
  points: number;
  seconds: number;
}

/** The table of shared budgets, as the library wants it. What it holds may be lost: that costs a window. */
export const rateLimitMigration = {
  async up(tx: Transaction<unknown>): Promise<void> {
    await sql`create unlogged table rate_limits (
      key varchar(255) primary key, points integer not null default 0, expire bigint)`.execute(tx);
  },
};

/** Rows of windows that are over are removed at the first and every further so many questions of a process. */
const CLEARED_EVERY = 1000;

/** A budget that all processes of a service share in its database. */
export function sharedRateLimit(
  database: Database<unknown>,
  clock: Clock,
  { name, points, seconds }: RateLimitOptions,
): RateLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: clientOf(database, clock),
    storeType: 'client',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: seconds,
  });
  let asked = 0;
  return {
    points,
    async take(key, cost = 1) {
      if (asked % CLEARED_EVERY === 0)
        await sql`delete from rate_limits where expire < ${clock.now().getTime()}`.execute(database);
      asked += 1;
      return spend(limiter, key, cost);
    },
  };
}

/** A budget of this process alone, for what must cost nothing: several processes allow as much each. */
export function localRateLimit({ name, points, seconds }: RateLimitOptions): RateLimit {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });
  return { points, take: (key, cost = 1) => spend(limiter, key, cost) };
}

async function spend(
  limiter: RateLimiterMemory | RateLimiterPostgres,
  key: string,
  cost: number,
): Promise<number> {
  try {
    await limiter.consume(key, cost);
    return 0;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    // The library counts what it refuses; who asks for less meanwhile may still get it.
    await limiter.reward(key, cost);
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
  }
}

interface Query {
  text: string;
  values: unknown[];
}

/** What the library needs of a client: its statements on our pool. It knows the machine's time only; ours may be set. */
function clientOf(database: Database<unknown>, clock: Clock): { query(query: Query): Promise<unknown> } {
  return {
    async query({ text, values }) {
      const ahead = clock.now().getTime() - Date.now();
      // The key and the points come first, as text and as a small number; times are the numbers in milliseconds after them.
      const moved = values.map((value) =>
        typeof value === 'number' && value > TIMES_FROM ? value + ahead : value,
      );
      const { rows } = await database.executeQuery<{ expire?: bigint | null }>(
        CompiledQuery.raw(text, moved),
      );
      return {
        rowCount: rows.length,
        rows: rows.map(({ expire, ...row }) => ({
          ...row,
          expire: expire == null ? null : Number(expire) - ahead,
        })),
      };
    },
  };
}

/** No budget has so many points: it would be a time of 1973. */
const TIMES_FROM = 100_000_000_000;
