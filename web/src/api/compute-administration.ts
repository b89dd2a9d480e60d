import { queryOptions } from '@tanstack/react-query';
import type { AdministeredBackend, AdministeredServer } from '#contract/compute-administration';
import { ComputeAdministrationClient } from '#contract/compute-administration-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

export type { AdministeredBackend, AdministeredServer };

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
