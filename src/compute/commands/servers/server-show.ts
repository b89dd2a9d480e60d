import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { serverDetails } from '../../domain/servers/actions.ts';
import { instanceName } from '../../domain/names.ts';
import { defineCommand } from '../command.ts';
import { idOf } from '../options.ts';
import { stateText } from './server-list.ts';

export const serverShow = defineCommand({
  name: 'server-show',
  summary: 'Show a server with its newest diagnostics',
  args: [argument('<server>', 'number, or name in the back end')],
  async run({ service, args: [server], out }) {
    const prefix = service.settings.BACKEND_PREFIX_ID;
    const id = idOf(server, prefix, 'Server');
    const found = await serverDetails(service, id, 10);
    if (found === undefined)
      throw new CommandError(
        `Server with ID ${id} does not exist. Use server-list to find out available server IDs.`,
      );
    const { server: row, diagnostics } = found;
    out.show({
      id: row.id,
      name: row.name,
      owner_uuid: row.userId,
      project: row.project,
      shared_to_project: row.sharedToProject,
      created: row.created,
      updated: row.updated,
      image: row.imageId,
      'host id': `${row.backendId} (${instanceName(prefix, row.id)})`,
      flavor: row.flavorId,
      deleted: row.deleted,
      suspended: row.suspended,
      state: stateText(row),
      task: row.task,
      task_job_id: row.taskJobId,
    });
    if (diagnostics.length === 0) return;
    out.table(
      ['created', 'level', 'source', 'message'],
      diagnostics.map(({ created, level, source, message }) => [created, level, source, message]),
      'Diagnostics',
    );
  },
});
