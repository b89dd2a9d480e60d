import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AdministeredBackend, AdministeredServer } from '#contract/compute-administration';
import { ComputeAdministrationClient } from '#contract/compute-administration-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

export type { AdministeredBackend, AdministeredServer };

/** What the service answers at once. */
const ACTIVITY_PAGE = 50;

/** Machines and back ends of the whole cloud; not among all services, since the first page would wait for it. */
export const administration = new ComputeAdministrationClient(below('/cyclades/administration'), readShape);

export const backendsQuery = queryOptions({
  queryKey: keys.backends,
  refetchInterval: 60_000,
  queryFn: () => administration.backends(),
});

/** Machines from `offset` on, with how many fit. */
export async function readServers(
  question: Parameters<typeof administration.servers>[0],
  signal: AbortSignal,
): Promise<{ total: number; rows: AdministeredServer[] }> {
  const { total, servers: rows } = await administration.servers(question, signal);
  return { total, rows };
}

/** One machine, whoever owns it. */
export const administeredServerQuery = (id: number) =>
  queryOptions({
    queryKey: keys.administeredServer(id),
    queryFn: () => administration.server(id),
    refetchInterval: 10_000,
  });

/** What was asked of it, newest first, page by page. */
export const administeredActivityQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: keys.administeredActivity(id),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => administration.activity(id, pageParam),
    getNextPageParam: (last) => (last.length < ACTIVITY_PAGE ? undefined : last.at(-1)?.id),
    refetchInterval: 10_000,
  });
