import { flag, text, uuid } from '#platform/commands/options';
import type { Compute } from '../../domain/compute.ts';
import { namesOfImages } from '../../domain/images/names.ts';
import { stateOf, statusOf } from '../../domain/servers/states.ts';
import { listedServerColumns } from '../../store/servers/listed-servers.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { defineListCommand } from '../command.ts';
import { displayMails, mailsOfRows } from '../display-mails.ts';
import { givenId, userOption } from '../options.ts';

/** A server with what is read beside it. */
type Row = ServerRow & { ports: PortRow[]; email: string | undefined; imageName: string | undefined };

/** Names of all images, read once for a run. */
const imageNames = new WeakMap<object, Promise<Map<string, string>>>();

function namesOf(run: { service: Compute }): Promise<Map<string, string>> {
  const known = imageNames.get(run) ?? namesOfImages(run.service);
  imageNames.set(run, known);
  return known;
}

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
    imageName: flag('--image-name', 'also the names of the images that they were made of'),
    displayMails,
  },
  also: ({ displayMails: mails, imageName }) => [
    ...(imageName ? ['image.name'] : []),
    ...(mails ? ['user.email'] : []),
  ],
  columns: listedServerColumns,
  async pages(run, request) {
    const { service, options } = run;
    const { store } = service;
    const { backendId, user, project, deleted, suspended, build } = options;
    const wanted = { user, project, deleted, suspended, build };
    const page = await store.servers.listed({ ...wanted, backend: givenId(backendId, 'Backend') }, request);
    const { ports } = await store.belongings.of(page.rows.map(({ id }) => id));
    const mails = await mailsOfRows(service, options, page.rows);
    const images = options.imageName ? await namesOf(run) : undefined;
    return {
      ...page,
      rows: page.rows.map((row): Row => ({
        ...row,
        ports: ports.get(row.id) ?? [],
        email: mails.get(row.userId),
        imageName: images?.get(row.imageId),
      })),
    };
  },
  fields: {
    id: { help: 'number of the server', value: ({ id }: Row) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ userId }) => userId, shown: true },
    state: { help: 'state', value: stateText, shown: true },
    flavor: { help: 'number of the flavor', value: ({ flavorId }) => flavorId, shown: true },
    'image.id': { help: 'image it was made of', value: ({ imageId }) => imageId, shown: true },
    'image.name': {
      help: 'name of that image, with --image-name; none where it is no image any more',
      value: ({ imageName }) => imageName,
    },
    backend: { help: 'number of the back end', value: ({ backendId }) => backendId, shown: true },
    rescue: { help: 'starts from a rescue medium', value: ({ rescue }) => rescue, shown: true },
    ipv4: { help: 'its addresses', value: ({ ports }) => ports.flatMap(({ ipv4 }) => ipv4 ?? []) },
    ipv6: { help: 'its addresses of IPv6', value: ({ ports }) => ports.flatMap(({ ipv6 }) => ipv6 ?? []) },
    'user.email': { help: 'e-mail address of its owner, with --display-mails', value: ({ email }) => email },
    task: { help: 'work in hand', value: ({ task }) => task },
    project: { help: 'project charged', value: ({ project }) => project },
    suspended: { help: 'suspended', value: ({ suspended }) => suspended },
    created: { help: 'when it was made', value: ({ created }) => created },
    updated: { help: 'when it last changed', value: ({ updated }) => updated },
    deleted: { help: 'deleted', value: ({ deleted }) => deleted },
  },
});
