import { defineListCommand } from '#platform/command';
import type { Compute } from '../../domain/compute.ts';
import { stateOf } from '../../domain/servers/actions.ts';
import { statusOf } from '../../domain/servers/states.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { idOf, textOf, uuidOf } from '../options.ts';

/** With how far a machine that is being made is. */
export function stateText(row: ServerRow): string {
  const status = statusOf(stateOf(row));
  return status === 'BUILD' ? `BUILD(${row.buildPercentage}%)` : status;
}

export const serverList = defineListCommand<Compute, ServerRow>({
  name: 'server-list',
  role: 'compute',
  summary: 'List servers',
  options: [
    { flags: '-u, --user <uuid>', help: 'only those of a user' },
    { flags: '-p, --project <uuid>', help: 'only those charged to a project' },
    { flags: '-d, --deleted', help: 'only deleted ones' },
    { flags: '--suspended', help: 'only suspended ones' },
    { flags: '--build', help: 'only those being made' },
    { flags: '--backend-id <id>', help: 'only those of a back end' },
  ],
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
  async rows({ service: { store }, options }) {
    const user = uuidOf(options, 'user');
    const deleted = options['deleted'] === true;
    const rows = await store.servers.all(user === undefined ? { deleted } : { user, deleted });
    const project = uuidOf(options, 'project');
    const given = textOf(options, 'backendId');
    const backend = given === undefined ? undefined : idOf(given, '', 'Backend');
    return rows.filter(
      (row) =>
        (project === undefined || row.project === project) &&
        (backend === undefined || row.backendId === backend) &&
        (options['suspended'] !== true || row.suspended) &&
        (options['build'] !== true || row.operstate === 'BUILD'),
    );
  },
});
