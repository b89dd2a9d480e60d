import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { StatisticsPeriod } from '#contract/statistics-words';
import { keys } from '../api/keys.ts';
import { readPassword, type Server } from '../api/servers.ts';
import { compute } from '../api/services.ts';
import { isMoving } from '../text/machine-words.ts';
import { pollInterval } from './activity.ts';

/** The cloud keeps a password for so long. */
const ASK_FOR_PASSWORD_MS = 24 * 3600_000;

/** One machine, live. */
export const machineQuery = (id: number) =>
  queryOptions({
    queryKey: keys.machine(id),
    queryFn: () => compute.server(id),
    refetchInterval: (query) => pollInterval(query.state.data !== undefined && isMoving(query.state.data)),
  });

/** What the service answers at once. */
const ACTIVITY_PAGE = 50;

/** What was asked of a machine, newest first, page by page. */
export const activityQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: keys.activity(id),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => compute.activity(id, pageParam),
    getNextPageParam: (last) => (last.length < ACTIVITY_PAGE ? undefined : last.at(-1)?.id),
    refetchInterval: ({ state }) =>
      pollInterval(state.data?.pages[0]?.some(({ result }) => result === 'open') ?? false),
  });

/** Everything noted about a machine, newest first. */
export const diagnosticsQuery = (id: number) =>
  queryOptions({
    queryKey: keys.diagnostics(id),
    queryFn: () => compute.diagnostics(id),
    refetchInterval: () => pollInterval(false),
  });

/** How busy a machine was in a period up to now. */
export const statisticsQuery = (id: number, period: StatisticsPeriod) =>
  queryOptions({
    queryKey: keys.statistics(id, period),
    queryFn: () => compute.statistics(id, period),
    // What is measured is told by the minute.
    refetchInterval: 60_000,
  });

/** The password that still waits until it is kept. Forgotten by this page as soon as nothing draws it. */
export const passwordQuery = (machine: Server) =>
  queryOptions({
    queryKey: keys.password(machine.id),
    queryFn: () => readPassword(machine.id),
    gcTime: 0,
    staleTime: Infinity,
    enabled: Date.now() - Date.parse(machine.created) < ASK_FOR_PASSWORD_MS,
  });
