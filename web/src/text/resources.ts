import { say } from '#text/resources';
import { effectiveLimit, type Holding, type Quotas } from '../api/quota.ts';
import { bytes, count } from './format.ts';

/** A resource of the quota that the console shows. */
export interface Resource {
  name: string;
  label: string;
  format: (value: number) => string;
}

export const RESOURCES: Resource[] = [
  { name: 'cyclades.vm', label: say.machines, format: count },
  { name: 'cyclades.cpu', label: say.runningCpus, format: count },
  { name: 'cyclades.ram', label: say.runningMemory, format: bytes },
  { name: 'cyclades.disk', label: say.disks, format: bytes },
  { name: 'pithos.diskspace', label: say.files, format: bytes },
];

/** A resource with what is used and free of it. */
export interface Use extends Resource {
  used: number;
  others: number;
  total: number;
}

/** The resources of a project that have a quota, in our order. */
export function usesOf(quotas: Quotas, project: string, resources: readonly Resource[] = RESOURCES): Use[] {
  const holdings = quotas.get(project) ?? new Map<string, Holding>();
  return resources.flatMap((resource) => {
    const holding = holdings.get(resource.name);
    return holding === undefined ? [] : [{ ...resource, ...partsOf(holding) }];
  });
}

/**
 * The limit that binds first decides what is drawn: the project's with the other members in it, or the person's own
 * (console 6, quota meter).
 */
function partsOf(holding: Holding): { used: number; others: number; total: number } {
  const others = Math.max(0, holding.projectUsage - holding.usage);
  const mine = effectiveLimit(holding);
  if (others > 0 && holding.projectLimit - others <= holding.limit) {
    return { used: holding.usage, others, total: holding.projectLimit };
  }
  return { used: holding.usage, others: 0, total: mine };
}
