import { flag, text, uuid } from '#platform/commands/options';
import { stateOf, statusOf } from '../../domain/servers/states.ts';
import { listedServerColumns } from '../../store/servers/listed-servers.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { defineListCommand } from '../command.ts';
import { idOf, userOption } from '../options.ts';

/** With how far a machine that is being made is. */
export function stateText(row: ServerRow): string {
  const status = statusOf(stateOf(row));
  return status === 'BUILD' ? `BUILD(${row.buildPercentage}%)` : status;
}

export const serverList = defineListCommand({
  name: 'server-list',
  summary: 'List servers',
  options: {
    user: userOption('only those of a user'),
    project: uuid('-p, --project <uuid>', 'only those charged to a project'),
    deleted: flag('-d, --deleted', 'only deleted ones'),
    suspended: flag('--suspended', 'only suspended ones'),
    build: flag('--build', 'only those being made'),
    backendId: text('--backend-id <id>', 'only those of a back end'),
  },
  columns: listedServerColumns,
  pages({ service: { store }, options: { backendId, ...wanted } }, request) {
    const backend = backendId === undefined ? undefined : idOf(backendId, '', 'Backend');
    return store.servers.listed({ ...wanted, backend }, request);
  },
  fields: {
    id: { help: 'number of the server', value: ({ id }) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ userId }) => userId, shown: true },
    state: { help: 'state', value: stateText, shown: true },
    flavor: { help: 'number of the flavor', value: ({ flavorId }) => flavorId, shown: true },
    'image.id': { help: 'image it was made of', value: ({ imageId }) => imageId, shown: true },
    backend: { help: 'number of the back end', value: ({ backendId }) => backendId, shown: true },
    task: { help: 'work in hand', value: ({ task }) => task },
    project: { help: 'project charged', value: ({ project }) => project },
    suspended: { help: 'suspended', value: ({ suspended }) => suspended },
    created: { help: 'when it was made', value: ({ created }) => created },
    updated: { help: 'when it last changed', value: ({ updated }) => updated },
    deleted: { help: 'deleted', value: ({ deleted }) => deleted },
  },
});
