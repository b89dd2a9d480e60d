import type { Refusal } from '#contract/refusal';
import { SHORTAGES_HEADER } from '#contract/shortages';

/** What a refusal says of the limits in the way, as headers of the one that a service makes of it. */
export function shortagesOf({ shortages }: Refusal): Record<string, string> {
  return shortages === '' ? {} : { [SHORTAGES_HEADER]: shortages };
}
