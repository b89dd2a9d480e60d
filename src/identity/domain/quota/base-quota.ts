import { fail } from '../../errors.ts';
import type { Identity } from '../identity.ts';
import { syncLimits } from './sync-limits.ts';

/** What an account may use of a resource in its own project, and what a new account would get. */
export interface BaseQuota {
  projectId: bigint;
  resourceId: bigint;
  unit: string | null;
  limit: bigint;
  standard: bigint;
}

/** Looks the base quota up; refused for a resource that is unknown and an account that was never accepted. */
export async function baseQuota(
  { store }: Identity,
  user: { uuid: string },
  resource: string,
): Promise<BaseQuota> {
  const known = (await store.catalog.resources()).find(({ name }) => name === resource);
  if (known === undefined) return fail('resource_unknown', { resource });
  const project = (await store.projects.byUuid(user.uuid)) ?? fail('no_base_project');
  const row = (await store.projects.quotas([project.id])).find((quota) => quota.resource === resource);
  const { id: resourceId, unit, systemDefault: standard } = known;
  return { projectId: project.id, resourceId, unit, limit: row?.memberCapacity ?? 0n, standard };
}

/** Sets what an account may use of a resource in its own project. What is in use stays, also above the new limit. */
export async function setBaseQuota(
  identity: Identity,
  user: { uuid: string },
  resource: string,
  limit: bigint,
): Promise<void> {
  await identity.store.transaction(async (store) => {
    const project = (await store.projects.byUuid(user.uuid, { lock: true })) ?? fail('no_base_project');
    const { projectId, resourceId } = await baseQuota({ ...identity, store }, user, resource);
    await store.projects.setQuotas([
      { projectId, resourceId, projectCapacity: limit, memberCapacity: limit },
    ]);
    await syncLimits(store, [project], resource);
  });
}
