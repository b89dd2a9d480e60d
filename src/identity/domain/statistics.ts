import { fail } from '../errors.ts';
import type { Identity } from './identity.ts';
import type { PeopleCounts, ProviderCounts, ResourceSum } from '../store/statistics.ts';

export interface CountedResource {
  used: bigint;
  allocated: bigint;
  unit: string | null;
  description: string;
}

/** The cloud in numbers, in all and by ways to log in (spec/identity 1.14). */
export interface Statistics {
  all: PeopleCounts;
  providers: ProviderCounts[];
  resources: Map<string, Map<string, CountedResource>>;
}

/** How many accounts there are. Whoever asks while it is counted gets the same answer: anybody may ask. */
export function countPeople({ store, statisticsTurn }: Identity): Promise<PeopleCounts> {
  return statisticsTurn.run(() => store.statistics.people());
}

/** For those of the groups that the operator named. */
export async function readStatistics(
  { store, settings, catalog }: Identity,
  roles: readonly { name: string }[],
): Promise<Statistics> {
  const permitted = settings.ASTAKOS_ADMIN_STATS_PERMITTED_GROUPS;
  if (!roles.some(({ name }) => permitted.includes(name))) fail('statistics_forbidden');
  const { statistics } = store;
  const all = await statistics.people();
  const providers = await statistics.peopleByProvider();
  const sums = [
    ...(await statistics.resources()).map((sum) => ({ ...sum, provider: 'all' })),
    ...(await statistics.resourcesByProvider()),
  ];
  const known = await catalog.resources();
  const resources = new Map(
    ['all', ...providers.map(({ provider }) => provider)].map((provider) => {
      const own = new Map<string, ResourceSum>(
        sums.filter((sum) => sum.provider === provider).map((sum) => [sum.resource, sum]),
      );
      const counted = known.map(({ name, unit, description }): [string, CountedResource] => {
        const { used = 0n, allocated = 0n } = own.get(name) ?? {};
        return [name, { used, allocated, unit, description }];
      });
      return [provider, new Map(counted)];
    }),
  );
  return { all, providers, resources };
}
