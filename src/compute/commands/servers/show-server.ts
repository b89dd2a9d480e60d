import { CommandError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { serverDetails } from '../../domain/servers/actions.ts';
import { flavorName } from '../../domain/flavors.ts';
import { instanceName } from '../../domain/names.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { stateText } from './server-list.ts';

/** A server as the administrator reads it. */
export async function serverRecord(
  { store, settings }: Compute,
  row: ServerRow,
): Promise<Record<string, unknown>> {
  const flavor = await store.flavors.find(row.flavorId);
  return {
    id: row.id,
    name: row.name,
    owner_uuid: row.userId,
    project: row.project,
    shared_to_project: row.sharedToProject,
    created: row.created,
    updated: row.updated,
    rescue: row.rescue,
    rescue_image: row.rescueImageId,
    image: row.imageId,
    'host id': `${row.backendId} (${instanceName(settings.BACKEND_PREFIX_ID, row.id)})`,
    flavor: flavor === undefined ? row.flavorId : `${row.flavorId} (${flavorName(flavor)})`,
    deleted: row.deleted,
    suspended: row.suspended,
    state: stateText(row),
    task: row.task,
    task_job_id: row.taskJobId,
  };
}

/** Shows a server with its newest diagnostics. */
export async function showServer(
  { service, out }: Pick<ServiceRun<Compute>, 'service' | 'out'>,
  id: number,
): Promise<void> {
  const found = await serverDetails(service, id, 10);
  if (found === undefined)
    throw new CommandError(
      `Server with ID ${id} does not exist. Use server-list to find out available server IDs.`,
    );
  out.show(await serverRecord(service, found.server));
  if (found.diagnostics.length === 0) return;
  out.table(
    ['created', 'level', 'source', 'message'],
    found.diagnostics.map(({ created, level, source, message }) => [created, level, source, message]),
    'Diagnostics',
  );
}
