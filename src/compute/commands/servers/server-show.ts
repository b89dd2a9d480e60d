import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { instanceName } from '../../domain/names.ts';
import { defineCommand } from '../command.ts';
import { idOf } from '../options.ts';
import { stateText } from './server-list.ts';

export const serverShow = defineCommand({
  name: 'server-show',
  summary: 'Show a server with its newest diagnostics',
  args: [argument('<server>', 'number, or name in the back end')],
  async run({ service, args: [server], out }) {
    const { store, settings } = service;
    const id = idOf(server, settings.BACKEND_PREFIX_ID, 'Server');
    const row = await store.servers.find(id);
    if (row === undefined) {
      throw new CommandError(
        `Server with ID ${id} does not exist. Use server-list to find out available server IDs.`,
      );
    }
    out.show({
      id: row.id,
      name: row.name,
      owner_uuid: row.userId,
      project: row.project,
      shared_to_project: row.sharedToProject,
      created: row.created,
      updated: row.updated,
      image: row.imageId,
      'host id': `${row.backendId} (${instanceName(settings.BACKEND_PREFIX_ID, row.id)})`,
      flavor: row.flavorId,
      deleted: row.deleted,
      suspended: row.suspended,
      state: stateText(row),
      task: row.task,
      task_job_id: row.taskJobId,
    });
    const diagnostics = await store.diagnostics.of(id);
    if (diagnostics.length === 0) return;
    const rows = diagnostics
      .slice(0, 10)
      .map(({ created, level, source, message }) => [created, level, source, message]);
    out.table(['created', 'level', 'source', 'message'], rows, 'Diagnostics');
  },
});
