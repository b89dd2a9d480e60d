import { queryOptions } from '@tanstack/react-query';
import type { Quota } from '#contract/identity';
import { keys } from './keys.ts';
import { account } from './services.ts';

/** One resource in one project, in the units of the API. `Infinity` stands for "no limit". */
export interface Holding {
  usage: number;
  limit: number;
  projectUsage: number;
  projectLimit: number;
}

export type Quotas = Map<string, Map<string, Holding>>;

/** The wire's "no limit" is 2^63-1, which a number holds only roughly. */
const NO_LIMIT = 9.2e18;

/** Quota of a project of the person, or without one of all that are theirs (spec/identity 1.6). */
export const quotasQuery = (project?: string) =>
  queryOptions({
    queryKey: keys.quotas(project),
    refetchInterval: 15_000,
    // Several cards of one page show it.
    staleTime: 5_000,
    async queryFn(): Promise<Quotas> {
      const body = await account.quotas(project);
      return new Map(Object.entries(body).map(([of, holdings]) => [of, holdingsOf(holdings)]));
    },
  });

function holdingsOf(holdings: Record<string, Quota>): Map<string, Holding> {
  return new Map(
    Object.entries(holdings).map(([resource, found]) => [
      resource,
      {
        usage: Number(found.usage),
        limit: limitOf(found.limit),
        projectUsage: Number(found.project_usage),
        projectLimit: limitOf(found.project_limit),
      },
    ]),
  );
}

/** A 64-bit number of the wire, `Infinity` for "no limit". */
export function limitOf(value: bigint): number {
  return Number(value) >= NO_LIMIT ? Infinity : Number(value);
}

/** How much the person may hold in all: the member's limit or what the project has left beside the others, whichever is less. */
export function effectiveLimit(holding: Holding): number {
  return Math.max(0, Math.min(holding.limit, holding.projectLimit - (holding.projectUsage - holding.usage)));
}
