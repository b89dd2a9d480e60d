import { queryOptions } from '@tanstack/react-query';
import type { Flavor } from '#contract/compute';
import { keys } from './keys.ts';
import { compute } from './services.ts';

export type { Flavor };

export const flavorsQuery = queryOptions({
  queryKey: keys.flavors,
  staleTime: 300_000,
  async queryFn(): Promise<Flavor[]> {
    return (await compute.flavors()).toSorted(
      (one, other) => one.vcpus - other.vcpus || one.ram - other.ram || one.disk - other.disk,
    );
  },
});

/** One flavor, which may have left the list while machines still have it. */
export const flavorQuery = (id: number) =>
  queryOptions({
    queryKey: keys.flavor(id),
    staleTime: 300_000,
    queryFn: (): Promise<Flavor> => compute.flavor(id),
  });
