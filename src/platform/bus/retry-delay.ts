/** Milliseconds before try number `attempt + 1`: 0.2, 0.8, 3.2 and 12.8 s, so that a short outage is bridged. */
export function retryDelayMs(attempt: number): number {
  return 200 * 4 ** (Math.max(1, attempt) - 1);
}
