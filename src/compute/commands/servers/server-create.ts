import { NewServer, type NewServerNetwork } from '#contract/new-server';
import { usageError } from '#platform/commands/command-error';
import { bool, hidden, list, secret, text, uuid, withDefault } from '#platform/commands/options';
import { secretOf } from '#platform/commands/questions';
import type { Caller, Compute } from '../../domain/compute.ts';
import { createServer } from '../../domain/servers/create.ts';
import { defineCommand } from '../command.ts';
import { asUser, givenId, idOf, wordsOf } from '../options.ts';
import { showServer } from './show-server.ts';
import { waitForChanges } from './wait.ts';

export const serverCreate = defineCommand({
  name: 'server-create',
  summary: 'Make a server for a user, whose quota is charged; the administrator may choose its back end',
  options: {
    name: text('--name <name>', 'its name'),
    user: uuid('-u, --user <uuid>', 'its owner'),
    userId: hidden(uuid('--user-id <uuid>', 'the same')),
    project: uuid(
      '-p, --project <uuid>',
      'the project that is charged; the own one of the owner unless said',
    ),
    image: text('--image <uuid>', 'image that it is made of'),
    imageId: hidden(text('--image-id <uuid>', 'the same')),
    flavor: text('--flavor <id>', 'number of its flavor'),
    flavorId: hidden(text('--flavor-id <id>', 'the same')),
    password: secret('--password [password]', 'password of its first user; without a value it is asked for'),
    backend: text('--backend-id <id>', 'number of the back end, whatever room it has'),
    ports: list(
      '--port <place>',
      'network:ID[,address:IP], id:PORT or floatingip:ID (may be repeated); without it no network of the user',
    ),
    tags: text('--tags <tag,...>', 'tags'),
    wait: withDefault(bool('--wait <bool>', 'wait until it runs'), false),
  },
  async run({ options, ...run }) {
    const { service, out } = run;
    const user = needed(options.user ?? options.userId, '--user');
    const project = options.project ?? user;
    const owner = { ...asUser(user), projects: [project], defaultProject: project };
    const password = await secretOf(run, options.password, 'Password');
    const wanted = NewServer.safeParse({
      name: needed(options.name, '--name'),
      flavorRef: idOf(needed(options.flavor ?? options.flavorId, '--flavor'), '', 'Flavor'),
      imageRef: needed(options.image ?? options.imageId, '--image'),
      project,
      tags: wordsOf(options.tags),
      networks: await Promise.all(options.ports.map((words) => placeOf(service, owner, words))),
      ...(password === undefined ? {} : { adminPass: password }),
    });
    if (!wanted.success) throw usageError(`This server cannot be made: ${wanted.error.issues[0]?.message}`);
    const place = { backend: givenId(options.backend, 'Backend') };
    const { server, adminPass } = await createServer(service, owner, wanted.data, place);
    if (password === undefined) out.secret('Password: ', adminPass);
    if (options.wait) await waitForChanges(run, server.id);
    await showServer(run, server.id);
  },
});

function needed(value: string | undefined, flag: string): string {
  if (value === undefined || value === '') throw usageError(`${flag} must be given.`);
  return value;
}

/** What a `--port` stands for in the request of a server. */
async function placeOf({ store }: Compute, owner: Caller, words: string): Promise<NewServerNetwork> {
  const parts = Object.fromEntries(
    words.split(',').map((part) => {
      const at = part.indexOf(':');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
  const { network, address, id, floatingip } = parts;
  if (network !== undefined)
    return { uuid: network, ...(address === undefined ? {} : { fixed_ip: address }) };
  if (id !== undefined) return { port: id };
  if (floatingip === undefined)
    throw usageError(`--port "${words}" is none of network:ID[,address:IP], id:PORT, floatingip:ID.`);
  const ip = await store.floatingIps.findVisible(owner, idOf(floatingip, '', 'Floating IP'));
  if (ip === undefined) throw usageError(`Its owner has no floating IP ${floatingip}.`);
  return { uuid: String(ip.networkId), fixed_ip: ip.address };
}
