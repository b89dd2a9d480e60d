import type { RateLimit } from '#platform/rate-limit';
import type { Caller, Compute } from '../domain/compute.ts';
import { fail } from '../errors.ts';

/** Throws when what a user may make in a minute is used up (C14); nothing is counted where there is no limit. */
export async function spend(limit: RateLimit | undefined, key: string): Promise<void> {
  const wait = (await limit?.take(key)) ?? 0;
  if (wait > 0) fail('too_many_requests', { seconds: wait }, { headers: { 'retry-after': String(wait) } });
}

/** Networks, ports and floating IPs have a budget each. */
export async function spendOn(
  what: 'network' | 'port' | 'floating-ip',
  { networkLimit }: Compute,
  { user }: Caller,
): Promise<void> {
  await spend(networkLimit, `${what} ${user}`);
}
