import { fail } from '../../errors.ts';
import type { MembershipView } from '../../store/projects/memberships.ts';
import type { Identity } from '../identity.ts';
import type { Actor } from './actor.ts';
import { lookUpProject } from './find-project.ts';

type Person = Actor & { id: bigint };

/** Own memberships and those of owned projects, for administrators all, in whatever state; or those of them in one project. */
export async function listMemberships(
  { store }: Identity,
  { id, isProjectAdmin }: Person,
  name?: string,
): Promise<MembershipView[]> {
  const project = name === undefined ? undefined : await lookUpProject(store, name);
  if (name !== undefined && project === undefined) return [];
  return store.memberships.views({
    ...(project === undefined ? {} : { projectIds: [project.id] }),
    ...(isProjectAdmin ? {} : { concerns: id }),
  });
}

/** One membership; refused for those whom neither it nor its project belongs to. */
export async function showMembership(
  { store }: Identity,
  { id: personId, isProjectAdmin }: Person,
  id: bigint,
): Promise<MembershipView> {
  const [membership] = await store.memberships.views({ ids: [id] });
  if (membership === undefined) return fail('no_membership');
  const { userId, ownerId } = membership;
  if (!isProjectAdmin && userId !== personId && ownerId !== personId) fail('membership_forbidden');
  return membership;
}
