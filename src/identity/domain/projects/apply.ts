import { INFINITE } from '#contract/infinite';
import { fail } from '../../errors.ts';
import type { Application } from '../../store/projects/applications.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import type { AuditDetails } from '#platform/audit/entry';
import { record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { applicationState, initializedStates, policy, projectState } from '../states.ts';
import type { Actor } from './actor.ts';
import { findProject, manages } from './find-project.ts';
import { inTurn } from './in-turn.ts';
import { chargeApplication } from './pending-charge.ts';
import { tellOfApplication } from './project-mails.ts';
import { checkWanted, grantsOf, ownerOf, type WantedProject } from './wanted-project.ts';

/** Where an application went. */
export interface Applied {
  /** Uuid. */
  project: string;
  application: bigint;
}

type Applicant = Actor & { id: bigint };

/**
 * Applies for a new project: it is there at once and does nothing until the application is approved. Somebody else is named
 * as owner by administrators of projects only (I25). Refused with 409 where the applicant has too many open applications.
 */
export function applyForProject(
  identity: Acting,
  applicant: Applicant,
  wanted: WantedProject & { name: string; endAt: Date },
): Promise<Applied> {
  return inTurn(identity, async (tx) => {
    const now = identity.clock.now();
    const ownerId = wanted.owner === undefined ? applicant.id : await ownerOf(tx, wanted.owner);
    if (ownerId !== applicant.id && !applicant.isProjectAdmin) fail('owner_is_another');
    checkWanted(wanted, now);
    const { name, homepage = '', description = '', comments = '', startAt = null, endAt } = wanted;
    const { joinPolicy = policy.moderated, leavePolicy = policy.auto, maxMembers = INFINITE } = wanted;
    const fields = {
      ...{ ownerId, homepage, description, endAt, joinPolicy, leavePolicy, maxMembers },
      private: wanted.private ?? false,
    };
    const project = await tx.projects.insert({
      ...fields,
      uuid: identity.ids.uuid(),
      isBase: false,
      realname: name,
      name: null,
      state: projectState.uninitialized,
      createdAt: now,
      deactivatedAt: null,
      lastApplicationId: null,
    });
    return submit(identity, tx, applicant, project, {
      fields: { ...fields, name, comments, startAt },
      resources: wanted.resources ?? {},
    });
  });
}

/** Applies for a change of a project that is there; older open applications of it give way. Nothing changes until it is approved. */
export function applyForChange(
  identity: Acting,
  applicant: Applicant,
  projectName: string,
  wanted: WantedProject,
): Promise<Applied> {
  return inTurn(identity, async (tx) => {
    const project = await findProject(tx, projectName, { lock: true });
    if (!manages(project, applicant)) fail('no_permission');
    if (!initializedStates.includes(project.state))
      fail('project_not_initialized', { project: project.uuid });
    requireChangeable(project, wanted);
    const ownerId = wanted.owner === undefined ? null : await ownerOf(tx, wanted.owner);
    if (ownerId !== null && ownerId !== project.ownerId && !applicant.isProjectAdmin)
      fail('owner_is_another');
    checkWanted(wanted, identity.clock.now());
    const { name = null, homepage = null, description = null, comments = null } = wanted;
    const { startAt = null, endAt = null, joinPolicy = null, leavePolicy = null, maxMembers = null } = wanted;
    return submit(identity, tx, applicant, project, {
      fields: {
        ...{ ownerId, name, homepage, description, comments, startAt, endAt, joinPolicy, leavePolicy },
        ...{ maxMembers, private: wanted.private ?? null },
      },
      resources: wanted.resources ?? {},
    });
  });
}

/** The project that everybody has of himself keeps what says whose it is. */
export function requireChangeable(
  { isBase, uuid }: Pick<Project, 'isBase' | 'uuid'>,
  wanted: WantedProject,
): void {
  const fixed = (['owner', 'name', 'homepage', 'description'] as const).find(
    (field) => wanted[field] !== undefined,
  );
  if (isBase && fixed !== undefined) fail('base_project_fixed', { project: uuid, field: fixed });
}

type Fields = Omit<
  Application,
  'id' | 'projectId' | 'applicantId' | 'state' | 'issuedAt' | 'response' | 'responseAt' | 'responseActorId'
>;

async function submit(
  identity: Acting,
  tx: Store,
  applicant: Applicant,
  project: Project,
  { fields, resources }: { fields: Fields; resources: NonNullable<WantedProject['resources']> },
): Promise<Applied> {
  const grants = await grantsOf(tx, resources, { hidden: false });
  const replaced = await tx.applications.pending(project.id);
  await chargeApplication(identity, tx, applicant.id, replaced, applicant.isProjectAdmin);
  await tx.applications.update(
    replaced.map(({ id }) => id),
    { state: applicationState.replaced },
  );
  const application = await tx.applications.insert({
    ...fields,
    projectId: project.id,
    applicantId: applicant.id,
    state: applicationState.pending,
    issuedAt: identity.clock.now(),
    response: null,
    responseAt: null,
    responseActorId: null,
  });
  await tx.applications.setQuotas(application.id, grants);
  await tx.projects.update([project.id], { lastApplicationId: application.id });
  const isNew = project.state === projectState.uninitialized;
  await tellOfApplication(identity, tx, project, application, isNew);
  await record(identity, tx, {
    action: 'application.submit',
    object: { kind: 'application', id: application.id, name: fields.name ?? project.realname },
    about: [project.uuid],
    details: { project: project.uuid, ...asked(fields, resources) },
  });
  return { project: project.uuid, application: application.id };
}

/** What an application asks for, without what it leaves as it is. */
function asked(fields: Fields, resources: NonNullable<WantedProject['resources']>): AuditDetails {
  const { name, endAt, maxMembers, joinPolicy, leavePolicy, private: isPrivate, comments } = fields;
  const wanted = {
    name,
    endAt: endAt?.toISOString(),
    maxMembers,
    joinPolicy,
    leavePolicy,
    isPrivate,
    comments,
  };
  return {
    ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null)),
    ...Object.fromEntries(
      Object.entries(resources).map(([resource, { projectCapacity, memberCapacity }]) => [
        resource,
        `${projectCapacity}, ${memberCapacity}`,
      ]),
    ),
  };
}
