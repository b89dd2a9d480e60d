import { differences } from '#platform/audit/entry';
import { withHold } from '#platform/quota/hold';
import { fail } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { ofServer, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { checkFlavorOfProject } from '../flavors/access.ts';
import { chargesOf, readAmounts } from '../quota.ts';
import { findServer, lockVisible } from './actions.ts';
import { taskStateOf } from './operations/table.ts';

/**
 * Moves a server and its root disk to another project, with all that it costs, in one commission; for its owner only. In the
 * same project only the sharing changes.
 */
export async function reassignServer(
  compute: Compute,
  caller: Caller,
  id: number,
  { project, shared }: { project: string; shared: boolean },
): Promise<void> {
  const before = await findServer(compute, caller, id);
  requireMovable(caller, before);
  if (shared) requireSharing(compute);
  if (!caller.projects.includes(project)) fail('not_in_project', { project });
  await checkFlavorOfProject(compute, (await compute.store.flavors.find(before.flavorId))!, project);
  await checkBackend(compute, before.backendId, project);
  const amounts = readAmounts(before.charged);
  const charges =
    project === before.project
      ? []
      : [
          ...chargesOf(before.userId, before.project, new Map([...amounts].map(([name, n]) => [name, -n]))),
          ...chargesOf(before.userId, project, amounts),
        ];
  const commission = { name: `server ${id}: reassign`, charges, decision: 'accept' } as const;
  await withHold(compute.ledger, commission, async (tx) => {
    const server = await lockVisible(tx, caller, id);
    requireMovable(caller, server);
    const same =
      server.project === before.project && JSON.stringify(server.charged) === JSON.stringify(before.charged);
    if (!same) fail('server_changed_meanwhile', { id });
    const now = compute.clock.now();
    await tx.servers.update(id, { project, sharedToProject: shared, updated: now });
    await tx.volumes.reassignRootOf(id, project, now);
    const { object, about = [] } = ofServer(server);
    await record(compute, tx, caller, {
      action: 'server.reassign',
      object,
      about: [...about, project],
      details: differences({ project: server.project, shared: server.sharedToProject }, { project, shared }),
    });
  });
}

/** A server stays where it is: its new project must be one that may have servers there. */
async function checkBackend({ store }: Compute, backendId: number, project: string): Promise<void> {
  const backend = (await store.backends.find(backendId))!;
  if (!backend.public && !(await store.projectBackends.includes({ project, backendId })))
    fail('backend_forbidden', { project });
}

/** Refuses to share where nothing is shared. */
export function requireSharing({ settings }: Compute): void {
  if (!settings.CYCLADES_SHARED_RESOURCES_ENABLED) fail('server_sharing_off');
}

/** Those who see it because it is shared must not take it along; one that is busy has charges that are not settled. */
function requireMovable(caller: Caller, { id, ...server }: ServerRow): void {
  if (server.deleted) fail('server_deleted', { id });
  if (server.suspended) fail('server_suspended', { id });
  if (server.task === 'BUILD') fail('server_building', { id });
  if (server.task !== null) fail('server_busy', { id, task: taskStateOf(server.task) });
  if (server.userId !== caller.user) fail('server_not_owned', { id });
}
