import { fail } from '../../errors.ts';
import { record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { syncLimits } from './sync-limits.ts';

/** What an account may use of a resource in its own project, and what a new account would get. */
export interface BaseQuota {
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
  if (known === undefined) return fail('resource_not_found', { resource });
  const project = (await store.projects.byUuid(user.uuid)) ?? fail('no_base_project');
  const row = (await store.projects.quotas([project.id])).find((quota) => quota.resource === resource);
  const { unit, systemDefault: standard } = known;
  return { unit, limit: row?.memberCapacity ?? 0n, standard };
}

/**
 * Sets what an account may use in its own project, by resource; others stay. What is in use stays, also above the new
 * limit.
 */
export async function setBaseQuota(
  identity: Acting,
  user: { uuid: string; email?: string },
  limits: Readonly<Record<string, bigint>>,
): Promise<void> {
  await identity.store.transaction(async (store) => {
    const project = (await store.projects.byUuid(user.uuid, { lock: true })) ?? fail('no_base_project');
    const known = new Map((await store.catalog.resources()).map(({ name, id }) => [name, id]));
    const rows = Object.entries(limits).map(([resource, limit]) => ({
      projectId: project.id,
      resourceId: known.get(resource) ?? fail('resource_not_found', { resource }),
      projectCapacity: limit,
      memberCapacity: limit,
    }));
    const before = new Map(
      (await store.projects.quotas([project.id])).map(({ resource, memberCapacity }) => [
        resource,
        memberCapacity,
      ]),
    );
    await store.projects.setQuotas(rows);
    await syncLimits(store, [project], { resources: Object.keys(limits) });
    await record(identity, store, {
      action: 'account.quota',
      object: { kind: 'account', id: user.uuid, name: user.email ?? null },
      details: Object.fromEntries(
        Object.entries(limits).map(([resource, to]) => [
          resource,
          { from: before.get(resource) ?? null, to },
        ]),
      ),
    });
  });
}
