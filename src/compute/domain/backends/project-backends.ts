import { fail } from '../../errors.ts';
import type { ChosenProjectBackends, ProjectBackendRow } from '../../store/backends/project-backends.ts';
import { numbered, record } from '../audit.ts';
import type { Compute } from '../compute.ts';

/** Gives a project a back end of its own: from then on its new servers go to its own ones alone. */
export async function giveBackend(
  compute: Compute,
  project: string,
  backend: number,
): Promise<ProjectBackendRow> {
  return compute.store.transaction(async (tx) => {
    const found = (await tx.backends.lock(backend)) ?? fail('backend_not_found', { id: backend });
    const row =
      (await tx.projectBackends.insert({ project, backendId: backend })) ??
      fail('project_backend_exists', { project, id: backend });
    const object = numbered('backend', { id: backend, name: found.clustername });
    await record(compute, tx, undefined, {
      action: 'backend.give',
      object,
      about: [project],
      details: { project },
    });
    return row;
  });
}

/** Takes them back; servers stay where they are. Gives what was taken back, which is at least one. */
export async function takeBackend(
  compute: Compute,
  chosen: ChosenProjectBackends,
): Promise<ProjectBackendRow[]> {
  return compute.store.transaction(async (tx) => {
    const removed = await tx.projectBackends.remove(chosen);
    if (removed.length === 0) fail('project_backend_not_found');
    const changes = removed.map(({ backendId, project }) => ({
      action: 'backend.take' as const,
      object: { kind: 'backend', id: BigInt(backendId), name: null },
      about: [project],
      details: { project },
    }));
    await record(compute, tx, undefined, ...changes);
    return removed;
  });
}
