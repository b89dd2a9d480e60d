import { fail } from '../../errors.ts';
import type { Application } from '../../store/projects/applications.ts';
import { projectObject, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { aliveStates } from '../states.ts';
import type { Actor } from './actor.ts';
import { findProject, manages } from './find-project.ts';
import { inTurn } from './in-turn.ts';

/** Whether an application asks for a later end and nothing else. */
export function isExtension(
  { endAt, ...rest }: Application,
  { isNew, quotas }: { isNew: boolean; quotas: number },
): boolean {
  const { ownerId, name, homepage, description, startAt, joinPolicy, leavePolicy, maxMembers } = rest;
  const others = [
    ownerId,
    name,
    homepage,
    description,
    startAt,
    joinPolicy,
    leavePolicy,
    maxMembers,
    rest.private,
  ];
  return !isNew && endAt !== null && quotas === 0 && others.every((value) => value === null);
}

/** Says that a project may end as it is going to: nobody is reminded of it, until it is given another end. Or takes that back. */
export function setRenewal(
  identity: Acting,
  actor: Actor,
  { project: name, renews }: { project: string; renews: boolean },
): Promise<void> {
  return inTurn(identity, async (tx) => {
    const project = await findProject(tx, name, { lock: true });
    if (!manages(project, actor)) fail('no_permission');
    if (project.isBase || !aliveStates.includes(project.state))
      fail('project_not_alive', { project: project.uuid });
    if (renews) await tx.reminders.wantAgain(project.id);
    else await tx.reminders.decline(project.id, project.endAt, { at: identity.clock.now(), by: actor.id });
    await record(identity, tx, {
      action: 'project.renewal',
      object: projectObject(project),
      details: { renews },
    });
  });
}
