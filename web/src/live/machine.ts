import { queryOptions } from '@tanstack/react-query';
import { readDiagnostics, readPassword, readServer } from '../api/servers.ts';
import { isMoving } from '../text/machine-words.ts';
import { pollInterval } from './activity.ts';

/** One machine, live. */
export const machineQuery = (id: number) =>
  queryOptions({
    queryKey: ['machine', id],
    queryFn: () => readServer(id),
    refetchInterval: (query) => pollInterval(query.state.data !== undefined && isMoving(query.state.data)),
  });

/** Everything noted about a machine, newest first. */
export const diagnosticsQuery = (id: number) =>
  queryOptions({ queryKey: ['diagnostics', id], queryFn: () => readDiagnostics(id), refetchInterval: () => pollInterval(false) });

/** The password that still waits to be shown. Forgotten by this page as soon as nothing draws it. */
export const passwordQuery = (id: number) =>
  queryOptions({ queryKey: ['password', id], queryFn: () => readPassword(id), gcTime: 0, staleTime: Infinity });
