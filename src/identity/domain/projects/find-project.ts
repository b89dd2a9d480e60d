import { fail } from '../../errors.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { countedStates, projectState } from '../states.ts';
import type { Actor } from './actor.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^\d{1,18}$/;

/** A project by its uuid or by its number; undefined when there is none. */
export async function lookUpProject(
  { projects }: Store,
  name: string,
  options: { lock?: boolean } = {},
): Promise<Project | undefined> {
  const wanted = name.toLowerCase();
  if (UUID.test(wanted)) return projects.byUuid(wanted, options);
  return NUMBER.test(name) ? projects.byId(BigInt(name), options) : undefined;
}

/** The same; refused with 404 when there is none. */
export async function findProject(
  store: Store,
  name: string,
  options: { lock?: boolean } = {},
): Promise<Project> {
  return (await lookUpProject(store, name, options)) ?? fail('project_not_found', { project: name });
}

/** Whether the project shows itself to everybody who is logged in. */
export function isPublic({ state, private: isPrivate }: Project): boolean {
  return state === projectState.active && !isPrivate;
}

/** Whether the actor may do what an owner may: to members, and to apply for changes. */
export function manages({ ownerId }: Pick<Project, 'ownerId'>, actor: Actor): boolean {
  return actor.isProjectAdmin || (actor.id !== null && ownerId === actor.id);
}

/** Whether the actor belongs to it: he manages it, or is a member, also one whose account stands still. */
export async function belongs({ memberships }: Store, project: Project, actor: Actor): Promise<boolean> {
  if (manages(project, actor)) return true;
  const membership = actor.id === null ? undefined : await memberships.find(actor.id, project.id);
  return membership !== undefined && countedStates.includes(membership.state);
}
