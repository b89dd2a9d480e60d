import { fail } from '../../errors.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { isAccepted } from '../accounts/account-state.ts';
import { findUser } from '../accounts/find-account.ts';
import { differences } from '#platform/audit/entry';
import { grantDifferences, projectObject, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { syncLimits } from '../quota/sync-limits.ts';
import { aliveStates, initializedStates } from '../states.ts';
import { requireChangeable } from './apply.ts';
import { findProject } from './find-project.ts';
import { inTurn } from './in-turn.ts';
import { requireFreeName } from './project-name.ts';
import { grantsOf, type Grant, type WantedProject } from './wanted-project.ts';

/** What a command changes of a project at once; `owner` is an account by uuid, number or e-mail. */
export type ProjectChange = Omit<WantedProject, 'comments' | 'startAt'>;

/** Base projects that are changed in one transaction. */
const BATCH = 500;

/** Changes a project without an application, in force when this returns. Hidden resources can be granted, too. */
export function modifyProject(identity: Acting, name: string, change: ProjectChange): Promise<void> {
  return inTurn(identity, async (tx) => {
    const project = await findProject(tx, name, { lock: true });
    if (!initializedStates.includes(project.state))
      fail('project_not_initialized', { project: project.uuid });
    requireChangeable(project, change);
    const owner =
      change.owner === undefined ? undefined : await findUser({ ...identity, store: tx }, change.owner);
    if (owner !== undefined && !isAccepted(owner)) fail('no_such_owner');
    if (change.name !== undefined) await rename(tx, project, change.name);
    const grants = await grantsOf(tx, change.resources ?? {}, { hidden: true });
    const fields = { ...fieldsOf(change), ...(owner === undefined ? {} : { ownerId: owner.id }) };
    const before = await tx.projects.quotas([project.id]);
    await write(tx, [project], fields, grants);
    const after = grants.length === 0 ? before : await tx.projects.quotas([project.id]);
    const renamed = change.name === undefined ? {} : { realname: change.name };
    await record(identity, tx, {
      action: 'project.modify',
      object: projectObject({ ...project, ...renamed }),
      details: {
        ...differences<Partial<Project>>(project, { ...fields, ...renamed }),
        ...grantDifferences(before, after),
      },
    });
  });
}

/** The label; the name is reserved for a project that is alive only. */
async function rename(tx: Store, project: Project, realname: string): Promise<void> {
  const isAlive = aliveStates.includes(project.state);
  if (isAlive) await requireFreeName(tx, project, realname);
  await tx.projects.update([project.id], { realname, ...(isAlive ? { name: realname } : {}) });
}

/**
 * Changes the projects that people have of themselves, some hundred a transaction, save those of these users. Answers how many,
 * also when nothing is written: what was interrupted is done again.
 */
export async function modifyBaseProjects(
  identity: Acting,
  { exclude, change, dryRun }: { exclude: readonly string[]; change: ProjectChange; dryRun: boolean },
): Promise<number> {
  requireChangeable({ isBase: true, uuid: 'of everybody' }, change);
  const left = new Set(exclude.map((uuid) => uuid.toLowerCase()));
  let after = 0n;
  let count = 0;
  for (;;) {
    const from = after;
    const projects = await inTurn(identity, async (tx) => {
      const page = await tx.projects.lockBase({ after: from, limit: BATCH });
      const grants = await grantsOf(tx, change.resources ?? {}, { hidden: true });
      const wanted = page.filter(({ uuid }) => !left.has(uuid));
      if (!dryRun) await writeAll(identity, tx, wanted, change, grants);
      count += wanted.length;
      return page;
    });
    if (projects.length < BATCH) return count;
    after = projects.at(-1)!.id;
  }
}

/** What was is not read: whoever changes all base projects wants one state of them. */
async function writeAll(
  identity: Acting,
  tx: Store,
  projects: readonly Project[],
  change: ProjectChange,
  grants: readonly Grant[],
): Promise<void> {
  const fields = fieldsOf(change);
  await write(tx, projects, fields, grants);
  const names = Object.entries(change.resources ?? {});
  const details = {
    ...differences<Fields>({}, fields),
    ...Object.fromEntries(
      names.map(([resource, { projectCapacity, memberCapacity }]) => [
        resource,
        `${projectCapacity}, ${memberCapacity}`,
      ]),
    ),
  };
  const changes = projects.map((project) => ({
    action: 'project.modify' as const,
    ...{ object: projectObject(project), details },
  }));
  await record(identity, tx, ...changes);
}

type Fields = Partial<Project>;

function fieldsOf({
  homepage,
  description,
  endAt,
  joinPolicy,
  leavePolicy,
  maxMembers,
  ...rest
}: ProjectChange): Fields {
  const fields = { homepage, description, endAt, joinPolicy, leavePolicy, maxMembers, private: rest.private };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function write(
  tx: Store,
  projects: readonly Project[],
  fields: Fields,
  grants: readonly Grant[],
): Promise<void> {
  await tx.projects.update(
    projects.map(({ id }) => id),
    fields,
  );
  if (grants.length === 0) return;
  await tx.projects.setQuotas(
    projects.flatMap(({ id }) => grants.map((grant) => ({ projectId: id, ...grant }))),
  );
  await syncLimits(tx, projects);
}
