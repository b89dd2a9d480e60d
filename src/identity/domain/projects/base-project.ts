import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import type { Store } from '../../store/store.ts';
import { syncLimits } from '../quota/sync-limits.ts';
import { membershipState, policy, projectState } from '../states.ts';

const HUNDRED_YEARS = 100;

/**
 * Makes the project that every accepted user has: same uuid, himself its one member, limits from the system defaults
 * (spec/identity 4.6). Refused when a project of that uuid exists.
 */
export async function createBaseProject(tx: Store, user: User, now: Date): Promise<void> {
  if ((await tx.projects.byUuid(user.uuid)) !== undefined) fail('project_exists', { uuid: user.uuid });
  // a resource that is registered at this moment would reach only the projects that are committed
  await tx.projects.awaitNewResources();
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + HUNDRED_YEARS);
  const project = await tx.projects.insert({
    uuid: user.uuid,
    isBase: true,
    realname: `system:${user.uuid}`,
    name: `system:${user.uuid}`,
    ownerId: null,
    description: `system project for user ${user.username}`,
    private: true,
    joinPolicy: policy.closed,
    leavePolicy: policy.closed,
    maxMembers: 1n,
    state: projectState.active,
    createdAt: now,
    endAt: end,
    deactivatedAt: null,
    lastApplicationId: null,
  });
  const resources = await tx.catalog.resources();
  await tx.projects.setQuotas(
    resources.map(({ id, systemDefault }) => ({
      projectId: project.id,
      resourceId: id,
      projectCapacity: systemDefault,
      memberCapacity: systemDefault,
    })),
  );
  const membership = {
    userId: user.id,
    projectId: project.id,
    state: membershipState.accepted,
    initialized: true,
  };
  await tx.memberships.insert(membership, { at: now });
  await syncLimits(tx, [project]);
}
