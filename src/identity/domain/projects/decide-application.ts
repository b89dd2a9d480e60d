import type { ApplicationAction } from '#contract/project-words';
import { fail } from '../../errors.ts';
import type { Application } from '../../store/projects/applications.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { differences, type AuditDetails } from '#platform/audit/entry';
import { grantDifferences, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { syncLimits } from '../quota/sync-limits.ts';
import { applicationState, projectState } from '../states.ts';
import type { Actor } from './actor.ts';
import { findProject } from './find-project.ts';
import { inTurn } from './in-turn.ts';
import { chargeApplication, releaseApplication } from './pending-charge.ts';
import { tellOfDecision, tellOfReopening } from './project-mails.ts';
import { requireFreeName } from './project-name.ts';
import { projectStatus } from './project-status.ts';
import { withdrawApproval } from './withdraw-approval.ts';

/** A step with an application. Without the project it is the one that the application is about. */
export interface ApplicationStep {
  project?: string;
  application: bigint;
  action: ApplicationAction;
  reason: string;
}

const { pending, approved, denied, dismissed, cancelled } = applicationState;

/** From which state each action leads where, and who may take it (spec/identity 4.2). */
const RULES = {
  approve: { from: pending, to: approved, by: 'administrator' },
  deny: { from: pending, to: denied, by: 'administrator' },
  cancel: { from: pending, to: cancelled, by: 'applicant' },
  dismiss: { from: denied, to: dismissed, by: 'applicant' },
} as const satisfies Record<
  Exclude<ApplicationAction, 'reopen'>,
  { from: number; to: number; by: 'administrator' | 'applicant' }
>;

/** How states are named in a refusal. */
const DISPLAYED: Readonly<Record<number, string>> = {
  [pending]: 'Pending review',
  [approved]: 'Approved',
  [applicationState.replaced]: 'Replaced',
  [denied]: 'Denied',
  [dismissed]: 'Dismissed',
  [cancelled]: 'Cancelled',
};

/**
 * Decides about an application, or takes it back. Only the last one of a project can be acted on. What is approved is in force,
 * limits included, when this returns; a new project whose application is given up is gone.
 */
export function actOnApplication(identity: Acting, actor: Actor, step: ApplicationStep): Promise<void> {
  return inTurn(identity, async (tx) => {
    const { action, reason } = step;
    const application = await tx.applications.byId(step.application);
    if (application === undefined) return fail('application_not_found', { application: step.application });
    const project =
      step.project === undefined
        ? (await tx.projects.byId(application.projectId, { lock: true }))!
        : await findProject(tx, step.project, { lock: true });
    if (project.lastApplicationId !== application.id)
      fail('application_not_last', { application: application.id, project: project.uuid });
    if (action === 'reopen') return reopen(identity, tx, actor, { project, application, reason });
    const rule = RULES[action];
    const mayAct = actor.isProjectAdmin || (rule.by === 'applicant' && actor.id === application.applicantId);
    if (!mayAct) fail('no_permission');
    if (application.state !== rule.from) failForState(action, application);
    const now = identity.clock.now();
    const decision = { state: rule.to, response: reason, responseAt: now, responseActorId: actor.id };
    await tx.applications.update([application.id], decision);
    if (rule.from === pending) await releaseApplication(identity, tx, application);
    const log = { at: now, actorId: actor.id, reason };
    const changed = action === 'approve' ? await apply(tx, project, application, log) : {};
    const isOver = rule.by === 'applicant' && project.state === projectState.uninitialized;
    if (action === 'approve' || action === 'deny') {
      const before = projectStatus(project.state, application.state);
      const decided = { ...application, ...decision };
      await tellOfDecision(identity, tx, { project, application: decided, before }, action);
    }
    if (isOver) await tx.projects.setStates([project], projectState.deleted, { ...log, deactivated: false });
    await recordStep(identity, tx, { action, project, application }, { reason, ...changed });
  });
}

async function recordStep(
  identity: Acting,
  tx: Store,
  { action, project, application }: { action: ApplicationAction; project: Project; application: Application },
  details: AuditDetails,
): Promise<void> {
  const applicant = await tx.accounts.byId(application.applicantId);
  await record(identity, tx, {
    action: `application.${action}`,
    object: { kind: 'application', id: application.id, name: application.name ?? project.realname },
    about: [project.uuid, ...(applicant === undefined ? [] : [applicant.uuid, applicant.email])],
    details: { project: project.uuid, applicant: applicant?.email, ...details },
  });
}

function failForState(action: ApplicationAction, { id, state }: Application): never {
  fail('application_in_wrong_state', { action, application: id, state: DISPLAYED[state] ?? '' });
}

/** Takes a decision back while nobody has acted on it: the application waits again, and who asked is told. */
async function reopen(
  identity: Acting,
  tx: Store,
  actor: Actor,
  { project, application, reason }: { project: Project; application: Application; reason: string },
): Promise<void> {
  if (!actor.isProjectAdmin) fail('no_permission');
  if (application.state !== denied && application.state !== approved) failForState('reopen', application);
  if (application.state === approved)
    await withdrawApproval(tx, project, application, { at: identity.clock.now(), actorId: actor.id, reason });
  await chargeApplication(identity, tx, application.applicantId, [], true);
  const open = { state: pending, response: null, responseAt: null, responseActorId: null };
  await tx.applications.update([application.id], open);
  await tellOfReopening(identity, tx, project, { ...application, ...open });
  await recordStep(identity, tx, { action: 'reopen', project, application }, { reason });
}

/** Puts what an application asks for into force, and answers what that changed; the project runs from then on, also one that was suspended or had ended. */
async function apply(
  tx: Store,
  project: Project,
  application: Application,
  log: { at: Date; actorId: bigint | null; reason: string },
): Promise<AuditDetails> {
  const realname = application.name ?? project.realname;
  if (!project.isBase) await requireFreeName(tx, project, realname);
  // a resource that is registered at this moment would reach only the projects that are committed
  await tx.projects.awaitNewResources();
  const { ownerId, homepage, description, endAt, joinPolicy, leavePolicy, maxMembers } = application;
  const fields = {
    realname,
    name: realname,
    ...(ownerId === null ? {} : { ownerId }),
    ...(homepage === null ? {} : { homepage }),
    ...(description === null ? {} : { description }),
    ...(endAt === null ? {} : { endAt }),
    ...(joinPolicy === null ? {} : { joinPolicy }),
    ...(leavePolicy === null ? {} : { leavePolicy }),
    ...(maxMembers === null ? {} : { maxMembers }),
    ...(application.private === null ? {} : { private: application.private }),
  };
  await tx.projects.update([project.id], fields);
  const before = await tx.projects.quotas([project.id]);
  await grant(tx, project, application);
  if (project.state !== projectState.active)
    await tx.projects.setStates([project], projectState.active, { ...log, deactivated: false });
  await syncLimits(tx, [{ ...project, state: projectState.active }]);
  const after = await tx.projects.quotas([project.id]);
  return { ...differences<Partial<Project>>(project, fields), ...grantDifferences(before, after) };
}

/** What was asked for; a new project has the default of every other resource. */
async function grant(tx: Store, project: Project, application: Application): Promise<void> {
  const asked = await tx.applications.quotas([application.id]);
  const isNew = project.state === projectState.uninitialized;
  const named = new Set(asked.map(({ resourceId }) => resourceId));
  const others = isNew ? (await tx.catalog.resources()).filter(({ id }) => !named.has(id)) : [];
  await tx.projects.setQuotas([
    ...asked.map(({ resourceId, projectCapacity, memberCapacity }) => ({
      projectId: project.id,
      ...{ resourceId, projectCapacity, memberCapacity },
    })),
    ...others.map(({ id, projectDefault }) => ({
      projectId: project.id,
      resourceId: id,
      projectCapacity: projectDefault,
      memberCapacity: projectDefault,
    })),
  ]);
}
