import type { Clock } from '#platform/clock';

/** Lets each account do something so often a minute, with a minute's worth at once (C14). */
export interface RateLimit {
  /** Undefined when it may go on, else the seconds to wait. */
  take(account: string): number | undefined;
}

const MAX_ACCOUNTS = 10_000;

/** A token bucket per account; `perMinute` 0 is no limit. Accounts whose bucket is full again are forgotten. */
export function rateLimit(perMinute: number, clock: Clock): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMs = perMinute / 60_000;
  return {
    take: (account) => {
      if (perMinute === 0) return undefined;
      const now = clock.monotonic();
      const bucket = buckets.get(account) ?? { tokens: perMinute, at: now };
      const tokens = Math.min(perMinute, bucket.tokens + (now - bucket.at) * perMs);
      if (tokens < 1) return Math.ceil((1 - tokens) / perMs / 1000);
      buckets.delete(account);
      if (buckets.size >= MAX_ACCOUNTS) buckets.delete(buckets.keys().next().value!);
      buckets.set(account, { tokens: tokens - 1, at: now });
      return undefined;
    },
  };
}
