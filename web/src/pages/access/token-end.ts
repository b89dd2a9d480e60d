const DAY_MS = 86_400_000;
/** Before its end, a token is warned about for so long. */
const WARN_DAYS = 14;

/** How it stands with a token that ends then: `soon` within 14 days; `days` is how many whole ones it is still good for. */
export function tokenStanding(
  expires: string,
  now: number,
): { standing: 'good' | 'soon' | 'ended'; days: number } {
  const left = Date.parse(expires) - now;
  const days = Math.max(0, Math.floor(left / DAY_MS));
  if (left <= 0) return { standing: 'ended', days };
  return { standing: left < WARN_DAYS * DAY_MS ? 'soon' : 'good', days };
}
