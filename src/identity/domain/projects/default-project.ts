import { fail } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { memberStates, projectState } from '../states.ts';

interface Chooser {
  id: bigint;
  uuid: string;
  email: string;
  defaultProject: string | null;
}

const CANONICAL_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Chooses the project that services charge when a request names none. Refused in the order of spec/identity 1.5: unknown,
 * not alive, never a member, and not a member any more or suspended.
 */
export async function setDefaultProject(identity: Acting, user: Chooser, projectUuid: string): Promise<void> {
  await identity.store.transaction(async (tx) => {
    await tx.projects.takeTurn();
    await choose(tx, user, projectUuid, identity.clock.now());
    await record(identity, tx, {
      action: 'account.default-project',
      ...{ object: accountObject(user), about: [projectUuid] },
      details: { defaultProject: { from: user.defaultProject, to: projectUuid } },
    });
  });
}

async function choose(
  { projects, memberships, accounts }: Store,
  user: { id: bigint },
  projectUuid: string,
  now: Date,
): Promise<void> {
  const found = CANONICAL_UUID.test(projectUuid) ? await projects.byUuid(projectUuid) : undefined;
  const project = found ?? fail('project_not_found', { project: projectUuid });
  if (project.state !== projectState.active && project.state !== projectState.suspended) {
    fail('project_not_alive', { project: projectUuid });
  }
  const membership =
    (await memberships.find(user.id, project.id)) ?? fail('membership_not_found', { project: projectUuid });
  if (!memberStates.includes(membership.state) || project.state === projectState.suspended) {
    fail('not_a_member', { project: projectUuid });
  }
  await accounts.update(user.id, { defaultProject: project.uuid, updatedAt: now });
}
