import type { Clock } from '#platform/clock';

/** Microseconds since 1970. */
export function microseconds(clock: Clock): bigint {
  return BigInt(clock.now().getTime()) * 1000n;
}
