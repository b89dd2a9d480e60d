import { readFile } from 'node:fs/promises';
import { defineCommand } from '../cli/command.ts';
import { argument, flag, text } from '#platform/commands/options';
import { CommandError, usageError } from '#platform/commands/command-error';
import { isRefusal } from '#contract/refusal';

export const keypairList = defineCommand({
  name: 'keypair list',
  summary: 'List your SSH keys',
  async run({ cloud, out }) {
    out.items(await (await cloud().compute()).keypairs(), { title: ['name'] });
  },
});

export const keypairInfo = defineCommand({
  name: 'keypair info',
  summary: 'Show an SSH key',
  args: [argument('<name>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().compute()).keypair(args[0]));
  },
});

const adding = {
  name: text('--key-name <name>', 'name of the key (or the first word)'),
  force: flag('-f, --force', 'replace a key of that name'),
};

export const keypairUpload = defineCommand({
  name: 'keypair upload',
  aliases: ['keypair add'],
  summary: 'Give the cloud the public half of your SSH key',
  help: 'kamaki keypair upload laptop ~/.ssh/id_ed25519.pub',
  args: [argument('[name]'), argument('[public_key_file]')],
  options: {
    ...adding,
    publicKey: text('--public-key <path>', 'file of the public key (or the second word)'),
  },
  async run({ args, options, cloud, out }) {
    const words = [...args];
    const name = options.name ?? words.shift();
    const path = options.publicKey ?? words.shift();
    if (name === undefined || path === undefined)
      throw usageError('Give a name and the file of the public key: kamaki keypair upload NAME FILE');
    const key = await readFile(path, 'utf8').catch((error: Error) => {
      throw new CommandError(`Cannot read ${path}: ${error.message}`, { cause: error });
    });
    if (key.includes('PRIVATE KEY'))
      throw usageError(`${path} is a private key, which must stay with you: give the file that ends in .pub`);
    const compute = await cloud().compute();
    out.record(
      await replacing(
        options.force,
        () => compute.createKeypair(name, key.trim()),
        () => compute.deleteKeypair(name),
      ),
    );
  },
});

export const keypairGenerate = defineCommand({
  name: 'keypair generate',
  aliases: ['keypair create'],
  summary: 'Let the cloud make an SSH key; its private half is shown this once',
  args: [argument('[name]')],
  options: adding,
  async run({ args, options, cloud, out }) {
    const name = options.name ?? args[0];
    if (name === undefined) throw usageError('Give a name: kamaki keypair generate NAME');
    const compute = await cloud().compute();
    const keypair = await replacing(
      options.force,
      () => compute.createKeypair(name),
      () => compute.deleteKeypair(name),
    );
    if (out.format === 'json') return out.json(keypair);
    const { private_key: privateKey, ...rest } = keypair;
    out.record(rest);
    // Printed line by line so that it can be copied into a file as it is.
    for (const line of String(privateKey ?? '')
      .trimEnd()
      .split('\n'))
      out.line(line);
    out.note('Keep the private key in a file that only you can read (chmod 600): it is not shown again.');
  },
});

export const keypairDelete = defineCommand({
  name: 'keypair delete',
  summary: 'Delete an SSH key; servers that have it keep it',
  args: [argument('<name>')],
  async run({ args, cloud }) {
    await (await cloud().compute()).deleteKeypair(args[0]);
  },
});

async function replacing<Made>(
  force: boolean,
  make: () => Promise<Made>,
  remove: () => Promise<void>,
): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (!isRefusal(error, 'keypair_exists')) throw error;
    if (!force)
      throw new CommandError('There is a key of that name already: add -f to replace it.', { cause: error });
    await remove();
    return make();
  }
}
