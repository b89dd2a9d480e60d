import { CommandError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { serverDetails } from '../../domain/servers/actions.ts';
import { flavorName } from '../../domain/flavors.ts';
import { instanceName } from '../../domain/names.ts';
import { mailsOf } from '../../domain/owners.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { stateText } from './server-list.ts';

/** A server as the administrator reads it. */
export async function serverRecord(service: Compute, row: ServerRow): Promise<Record<string, unknown>> {
  const { store, settings, log } = service;
  // Who cannot be asked after now is not shown; everything else is.
  const mails = await mailsOf(service, [row.userId]).catch((err: unknown) => {
    log.warn({ err }, 'identity cannot be asked who an owner is');
    return new Map<string, string>();
  });
  const flavor = await store.flavors.find(row.flavorId);
  return {
    id: row.id,
    name: row.name,
    owner_uuid: row.userId,
    owner_name: mails.get(row.userId) ?? null,
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

/** Shows a server with its tags and its newest diagnostics. */
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
  await showTags({ service, out }, id);
  if (found.diagnostics.length === 0) return;
  out.table(
    ['created', 'level', 'source', 'message'],
    found.diagnostics.map(({ created, level, source, message }) => [created, level, source, message]),
    'Diagnostics',
  );
}

/** The tags of a server, where it has some. */
export async function showTags(
  { service, out }: Pick<ServiceRun<Compute>, 'service' | 'out'>,
  id: number,
): Promise<void> {
  const tags = await service.store.tags.of(id);
  if (tags.length === 0) return;
  out.table(
    ['tag', 'status'],
    tags.map(({ tag, status }) => [tag, status]),
    'Tags',
  );
}
