import { readFile } from 'node:fs/promises';
import { defineCommand } from '../cli/command.ts';
import type { OptionValues, Run } from '../cli/command.ts';
import { readNetworkWords } from '../cli/network-words.ts';
import { argument, count, flag, hidden, list, pairs, text } from '#platform/commands/options';
import { PERSONALITY_HELP, readPersonality } from '../cli/personality.ts';
import { refusePlaceholder } from '../cli/placeholder.ts';
import type { NewServerRequest } from '#contract/compute-client';
import type { Document } from '../client/document.ts';
import { partOf, textOf } from '../client/document.ts';
import { CommandError, usageError } from '#platform/commands/command-error';
import { waitForServer } from './server-wait.ts';

const options = {
  name: text('--name <name>', 'name of the server (or the first word)'),
  flavor: text('--flavor-id <id>', 'its size: kamaki flavor list (or the second word)'),
  image: text('--image-id <id>', 'what it is made from: kamaki image list (or the third word)'),
  metadata: pairs('-m, --metadata <key=value>', 'metadata (may be repeated)'),
  personality: list(
    '-p, --personality <words>',
    'put a file into it: PATH[,SERVER_PATH[,OWNER[,GROUP[,MODE]]]] (may be repeated)',
  ),
  keys: list('--key-name <name>', 'an SSH key that may log in: kamaki keypair list (may be repeated)'),
  networks: list('--network <words>', 'connect it: [id=]NETWORK_ID[,[ip=]IP] (may be repeated)'),
  noNetwork: flag('--no-network', 'connect it to nothing'),
  project: text('--project-id <uuid>', 'the project to charge'),
  userData: text('--user-data <path>', 'a cloud-init file'),
  wait: flag('-w, --wait', 'wait until it runs'),
  threads: hidden(
    count('--threads <count>', 'accepted for compatibility: servers are ordered one after the other'),
  ),
  cluster: count('--cluster-size <count>', 'so many servers, named NAME1, NAME2 …'),
};

export const serverCreate = defineCommand({
  name: 'server create',
  summary: 'Make a server',
  help: `kamaki server create --name web --flavor-id 1 --image-id UUID -w\n${PERSONALITY_HELP}`,
  args: [argument('[name]'), argument('[flavor_id]'), argument('[image_id]')],
  options,
  async run(run) {
    const wanted = await readWanted(run);
    const compute = await run.cloud().compute();
    // The image says which system it holds; the original's client hands that on, servers show it.
    const image = await compute.image(wanted.imageRef);
    const copied = Object.entries(partOf(image, 'metadata')).filter(([key]) =>
      ['os', 'users'].includes(key.toLowerCase()),
    );
    const metadata = {
      ...Object.fromEntries(copied.map(([key, value]) => [key.toLowerCase(), String(value)])),
      ...wanted.metadata,
    };
    const size = run.options.cluster ?? 1;
    for (let number = 1; number <= size; number += 1) {
      const name = size === 1 ? wanted.name : `${wanted.name}${number}`;
      const server = await compute.createServer({ ...wanted, name, metadata });
      run.out.record(server);
      if (run.options.wait) {
        const done = await waitForServer(run, textOf(server, 'id'), {
          isDone: (status) => status !== 'BUILD',
          wanted: undefined,
        });
        run.out.note(`Server ${textOf(server, 'id')} is ${textOf(done, 'status')}${logInHint(done)}`);
      }
    }
  },
});

/** How to log in over SSH, where the cloud forwards a port to the server's own. */
function logInHint(server: Document): string {
  const { host, port } = partOf(partOf(server, 'SNF:port_forwarding'), '22');
  const [user = 'root'] = textOf(partOf(server, 'metadata'), 'users').split(' ');
  return typeof host === 'string' && port !== undefined
    ? `. Log in: ssh -p ${String(port)} ${user || 'root'}@${host}`
    : '';
}

async function readWanted(
  run: Run<typeof options>,
): Promise<NewServerRequest & { imageRef: string; metadata: Record<string, string> }> {
  const { args, options: given, world } = run;
  const words = [...args];
  const name = given.name ?? words.shift();
  const flavor = given.flavor ?? words.shift();
  const image = given.image ?? words.shift();
  if (name === undefined) throw usageError('A server needs a name: --name NAME');
  if (flavor === undefined) throw usageError('A server needs a size: --flavor-id ID (kamaki flavor list)');
  if (image === undefined) throw usageError('A server needs an image: --image-id ID (kamaki image list)');
  refusePlaceholder(flavor);
  refusePlaceholder(image);
  if (given.noNetwork && given.networks.length > 0)
    throw usageError('Give --network or --no-network, not both.');
  const personality = await Promise.all(given.personality.map((each) => readPersonality(each, world.home)));
  return {
    name,
    flavorRef: flavor,
    imageRef: image,
    metadata: given.metadata,
    ...(personality.length === 0 ? {} : { personality }),
    ...networksOf(given),
    ...(given.keys.length === 0 ? {} : { 'SNF:key_names': given.keys }),
    ...(given.project === undefined ? {} : { project: given.project }),
    ...(given.userData === undefined ? {} : { user_data: await readUserData(given.userData) }),
  };
}

/** Absent and empty are different wishes: the operator's default networks, and none. */
function networksOf(given: OptionValues<typeof options>): {
  networks?: { uuid: string; fixed_ip?: string }[];
} {
  if (given.noNetwork) return { networks: [] };
  return given.networks.length === 0 ? {} : { networks: given.networks.map(readNetworkWords) };
}

async function readUserData(path: string): Promise<string> {
  try {
    return (await readFile(path)).toString('base64');
  } catch (error) {
    throw new CommandError(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}
