import { fail } from '../../errors.ts';
import type { ChosenProjectBackends, ProjectBackendRow } from '../../store/backends/project-backends.ts';
import type { Compute } from '../compute.ts';

/** Gives a project a back end of its own: from then on its new servers go to its own ones alone. */
export async function giveBackend(
  { store }: Compute,
  project: string,
  backend: number,
): Promise<ProjectBackendRow> {
  return store.transaction(async (tx) => {
    if ((await tx.backends.lock(backend)) === undefined) fail('backend_not_found', { id: backend });
    return (
      (await tx.projectBackends.insert({ project, backendId: backend })) ??
      fail('project_backend_exists', { project, id: backend })
    );
  });
}

/** Takes them back; servers stay where they are. Gives what was taken back, which is at least one. */
export async function takeBackend(
  { store }: Compute,
  chosen: ChosenProjectBackends,
): Promise<ProjectBackendRow[]> {
  const removed = await store.projectBackends.remove(chosen);
  if (removed.length === 0) fail('project_backend_not_found');
  return removed;
}
