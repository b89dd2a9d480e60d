import { queryOptions } from '@tanstack/react-query';
import type { Network } from '#contract/network';
import { callJson } from './http.ts';

export type { Network };

/** The networks that a machine of this person can be connected to. */
export const networksQuery = queryOptions({
  queryKey: ['networks'],
  staleTime: 60_000,
  async queryFn(): Promise<Network[]> {
    const { networks } = await callJson<{ networks: Network[] }>('/cyclades/network/v2.0/networks');
    return networks.filter(({ deleted, status }) => !deleted && status === 'ACTIVE');
  },
});
