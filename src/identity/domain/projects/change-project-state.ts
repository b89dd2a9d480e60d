import type { ProjectAction } from '#contract/project-words';
import { fail } from '../../errors.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { projectObject, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { syncLimits } from '../quota/sync-limits.ts';
import { projectState } from '../states.ts';
import type { Actor } from './actor.ts';
import { findProject } from './find-project.ts';
import { inTurn } from './in-turn.ts';
import { tellOwners } from './project-mails.ts';
import { requireFreeName } from './project-name.ts';

const { active, suspended, terminated } = projectState;

/** From which states each action leads where, and what is said where it does not fit (spec/identity 4.3). */
const RULES = {
  suspend: { from: [active], to: suspended, unfit: 'project_not_active' },
  unsuspend: { from: [suspended], to: active, unfit: 'project_not_suspended' },
  terminate: { from: [active, suspended], to: terminated, unfit: 'project_not_alive' },
  reinstate: { from: [terminated], to: active, unfit: 'project_not_terminated' },
} as const;

/** Stops a project, ends it, or lets it go on; what its members may use is as it says when this returns. For administrators. */
export function changeProjectState(
  identity: Acting,
  actor: Actor,
  step: { project: string; action: ProjectAction; reason: string },
): Promise<void> {
  return inTurn(identity, async (tx) => {
    const project = await findProject(tx, step.project, { lock: true });
    if (!actor.isProjectAdmin) fail('no_permission');
    const rule = RULES[step.action];
    if (!(rule.from as readonly number[]).includes(project.state))
      fail(rule.unfit, { project: project.uuid });
    if (step.action === 'terminate') await end(tx, project);
    if (step.action === 'reinstate') {
      await requireFreeName(tx, project, project.realname);
      await tx.projects.update([project.id], { name: project.realname });
    }
    await tx.projects.setStates([project], rule.to, {
      at: identity.clock.now(),
      actorId: actor.id,
      reason: step.reason,
      deactivated: rule.to !== active,
    });
    await syncLimits(tx, [{ ...project, state: rule.to }]);
    await tellOwners(identity, tx, [project], step.action);
    await record(identity, tx, {
      action: `project.${step.action}`,
      object: projectObject(project),
      details: { reason: step.reason },
    });
  });
}

/** Lets the name go; members who charged this project unless they said another charge their own from now on. */
async function end(tx: Store, project: Project): Promise<void> {
  if (project.isBase) fail('base_project_stays', { project: project.uuid });
  await tx.projects.update([project.id], { name: null });
  await tx.accounts.leaveDefaultProject(project.uuid);
}
