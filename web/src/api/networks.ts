import { queryOptions } from '@tanstack/react-query';
import type { Network } from '#contract/network';
import { keys } from './keys.ts';
import { networks } from './services.ts';

export type { Network };

/** The networks that a machine of this person can be connected to. */
export const networksQuery = queryOptions({
  queryKey: keys.networks(),
  staleTime: 60_000,
  async queryFn(): Promise<Network[]> {
    return (await networks.networks()).filter(({ deleted, status }) => !deleted && status === 'ACTIVE');
  },
});
