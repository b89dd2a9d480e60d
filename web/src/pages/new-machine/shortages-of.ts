import { type Shortage, writeShortages } from '#contract/shortages';
import type { Flavor } from '../../api/flavors.ts';
import type { Holding } from '../../api/quota.ts';
import { demandOf } from './choice.ts';

/** What is missing for so many of a size, as the cloud would say it if it were asked; `freed` is the size that is given back first. */
export function shortagesOf(
  flavor: Flavor | undefined,
  {
    project,
    holdings,
    freed,
    count = 1,
  }: {
    project: string;
    holdings: ReadonlyMap<string, Holding>;
    freed?: Flavor | undefined;
    count?: number;
  },
): string {
  const back = demandOf(freed);
  const found = [...demandOf(flavor, count)].flatMap(([resource, demand]): Shortage[] => {
    const holding = holdings.get(resource);
    if (holding === undefined) return [];
    const asked = demand - (back.get(resource) ?? 0);
    const shortage = (of: Shortage['of'], used: number, limit: number): Shortage[] =>
      used + asked <= limit
        ? []
        : [
            {
              resource,
              project,
              of,
              ...{ limit: BigInt(limit), used: BigInt(used), reserved: 0n, asked: BigInt(asked) },
            },
          ];
    return [
      ...shortage('member', holding.usage, holding.limit),
      ...shortage('project', holding.projectUsage, holding.projectLimit),
    ];
  });
  return writeShortages(found);
}
