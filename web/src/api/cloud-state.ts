import { queryOptions } from '@tanstack/react-query';
import type { Replies } from '#contract/client';
import { refusalOf } from './api-error.ts';
import { keys } from './keys.ts';
import { readShape, sessionsOver } from './services.ts';

const ASK_EVERY_MS = 15_000;

/** What administrators are told of the whole cloud. */
export const cloudStateQuery = queryOptions({
  queryKey: keys.cloudState,
  refetchInterval: ASK_EVERY_MS,
  queryFn: () => sessionsOver().cloudState(),
});

/** The services by name, each with what keeps it from its work; `undefined` is none. */
export const readinessQuery = queryOptions({
  queryKey: keys.readiness,
  refetchInterval: ASK_EVERY_MS,
  async queryFn(): Promise<[role: string, trouble: string | undefined][]> {
    // A cloud that is not ready says so with 503, and which of it is not.
    const response = await fetch('/readyz', { cache: 'no-store' });
    const { roles, troubles = {} } = readReadiness(response.status, await response.text());
    const all = new Set([...roles, ...Object.keys(troubles)]);
    return [...all].map((role) => [role, Object.hasOwn(troubles, role) ? troubles[role] : undefined]);
  },
});

function readReadiness(status: number, text: string): Replies['readiness'] {
  try {
    return readShape('readiness', text);
  } catch {
    // What stands before the cloud may answer in its place.
    throw refusalOf({ status, headers: {}, text: '' }, '/readyz');
  }
}
