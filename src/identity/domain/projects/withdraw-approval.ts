import { fail } from '../../errors.ts';
import type { Application } from '../../store/projects/applications.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { projectState } from '../states.ts';

/**
 * Makes a project that was approved as new what it was before: nothing that anybody could use. Refused once somebody joined it or
 * asked to, or something is charged to it; and of a change, which is in force at once.
 */
export async function withdrawApproval(
  tx: Store,
  project: Project,
  application: Application,
  log: { at: Date; actorId: bigint | null; reason: string },
): Promise<void> {
  const isFirst = (await tx.applications.firstOf([project.id])).has(application.id);
  const members = await tx.memberships.views({ projectIds: [project.id] });
  if (!isFirst || project.state !== projectState.active || members.length > 0)
    fail('decision_in_force', { application: application.id });
  const holdings = await tx.holdings.inProjects([project.uuid]);
  const removed = await tx.holdings.removeUnused(holdings.map(({ id }) => id));
  if (Number(removed) !== holdings.length) fail('decision_in_force', { application: application.id });
  await tx.projects.removeQuotas(project.id);
  await tx.projects.update([project.id], { name: null });
  await tx.projects.setStates([project], projectState.uninitialized, { ...log, deactivated: false });
}
