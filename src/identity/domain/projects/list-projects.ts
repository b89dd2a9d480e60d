import { fail } from '../../errors.ts';
import type { WantedProjects } from '../../store/projects/projects.ts';
import type { Identity } from '../identity.ts';
import { countedStates, memberStates, projectState } from '../states.ts';
import type { Actor } from './actor.ts';
import { belongs, findProject, isPublic } from './find-project.ts';
import { type ProjectDetails, projectDetails } from './project-details.ts';

/** Which projects are listed; conditions that are given must all hold (spec/identity 1.8). */
export interface ProjectFilter {
  mode?: string;
  state?: number;
  owner?: string;
  name?: string;
}

type Person = Actor & { id: bigint };

/** Projects as the person may see them, in the order in which they were made. */
export async function listProjects(
  { store }: Identity,
  person: Person,
  { mode = 'default', state, owner, name }: ProjectFilter,
): Promise<ProjectDetails[]> {
  const selection = selectionOf(mode, person);
  if (state !== undefined && selection.states?.includes(state) === false) return [];
  const views = await store.projects.views({
    ...selection,
    ...(state === undefined ? {} : { states: [state] }),
    ...(owner === undefined ? {} : { owner }),
    ...(name === undefined ? {} : { name }),
  });
  return projectDetails(store, views, person);
}

function selectionOf(mode: string, { id: userId, isProjectAdmin }: Person): WantedProjects {
  if (mode === 'member')
    return { states: [projectState.active], related: { userId, states: memberStates, owned: false } };
  if (mode !== 'default' && mode !== 'related' && mode !== 'active') return fail('unknown_mode', { mode });
  if (isProjectAdmin) return {};
  if (mode === 'active') return { states: [projectState.active], isPrivate: false };
  return { related: { userId, states: countedStates, owned: true } };
}

/** One project; refused with 404 when there is none, and with 403 for whom it does not concern. */
export async function showProject({ store }: Identity, person: Actor, name: string): Promise<ProjectDetails> {
  const project = await findProject(store, name);
  if (!isPublic(project) && !(await belongs(store, project, person)))
    fail('project_forbidden', { project: project.uuid });
  // rows of projects are never removed
  const [details] = await projectDetails(store, await store.projects.views({ ids: [project.id] }), person);
  return details!;
}
