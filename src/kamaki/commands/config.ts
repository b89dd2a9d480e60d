import { defineCommand } from '../cli/command.ts';
import type { Questions } from '#platform/commands/questions';
import { argument, flag } from '#platform/commands/options';
import { refusePlaceholder } from '../cli/placeholder.ts';
import type { World } from '../cli/world.ts';
import { cloudOf, cloudSection, optionName } from '../config/config-file.ts';
import type { ConfigFile } from '../config/config-file.ts';
import { CommandError, usageError } from '#platform/commands/command-error';

const OPTIONS_HELP = `Options are named GROUP.OPTION; for those of group "global" the group may be left out.
  cloud.NAME.url, cloud.NAME.token    address and token of a cloud
  default_cloud                       the cloud to use when there are several
  user.url, image.url, file.url, token    the older options, still understood`;

const SECRET = /(?:^|[._])(?:token|password|secret)$/;

export const configSet = defineCommand({
  name: 'config set',
  summary: 'Set an option',
  help: `${OPTIONS_HELP}\nWithout a value, or with "-", it is read from standard input, so that a token stays out of the shell's history.`,
  args: [argument('<option>'), argument('[value]')],
  async run({ args, config, world, ask }) {
    const [option, given] = args;
    optionName(option);
    const value = given === undefined || given === '-' ? await readValue(world, ask, option) : given;
    refusePlaceholder(value);
    if (option.endsWith('.url')) noteUnsafeAddress(world, value);
    config.set(option, value);
    await config.save();
  },
});

export const configGet = defineCommand({
  name: 'config get',
  summary: 'Show an option, or all options of a group',
  help: OPTIONS_HELP,
  args: [argument('<option>')],
  async run({ args, config, out }) {
    const [option] = args;
    const group = config.list().filter(([name]) => name.startsWith(`${option}.`));
    const value = valueOf(config, option);
    if (value === undefined && group.length === 0)
      throw new CommandError(`${option} is not set. (kamaki config list shows what is)`);
    if (out.format === 'json') return out.json(value ?? Object.fromEntries(group));
    if (value !== undefined) out.line(value);
    else for (const [name, entry] of group) out.line(`${name} = ${entry}`);
  },
});

export const configList = defineCommand({
  name: 'config list',
  summary: 'List all options that are set',
  help: 'Tokens are shown by their first letters only; "kamaki config get OPTION" and --show-secrets show them whole.',
  options: { secrets: flag('--show-secrets', 'show tokens whole') },
  async run({ options, config, out }) {
    const shown = config
      .list()
      .map(([name, value]): [string, string] => [
        name,
        SECRET.test(name) && !options.secrets ? masked(value) : value,
      ]);
    if (out.format === 'json') return out.json(Object.fromEntries(shown));
    for (const [name, value] of shown) out.line(`${name} = ${value}`);
  },
});

export const configDelete = defineCommand({
  name: 'config delete',
  summary: 'Remove an option, or a whole cloud with cloud.NAME',
  args: [argument('<option>')],
  options: { default: flag('--default', 'accepted for compatibility') },
  async run({ args, config }) {
    const [option] = args;
    if (!config.delete(option))
      throw new CommandError(`${option} is not set. (kamaki config list shows what is)`);
    await config.save();
  },
});

function valueOf(config: ConfigFile, option: string): string | undefined {
  const cloud = cloudOf(option);
  if (cloud !== undefined && !cloud.includes('.') && config.clouds().includes(cloud)) return undefined;
  if (cloud !== undefined && !cloud.includes('.')) return config.get(cloudSection(cloud), '');
  const { section, key } = optionName(option);
  return config.get(section, key);
}

async function readValue(world: World, ask: Questions, option: string): Promise<string> {
  if (ask.atTerminal && !SECRET.test(option)) world.stderr.write(`${option}: `);
  const value = ask.atTerminal && SECRET.test(option) ? await ask.secret(option) : (await ask.line())?.trim();
  if (value !== undefined && value !== '') return value;
  throw usageError(`No value for ${option}: give it after the option or on standard input.`);
}

/** A token sent in clear to another machine can be read on the way. */
function noteUnsafeAddress(world: World, value: string): void {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usageError(`"${value}" is not an address: it begins with http:// or https://`);
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLocal) {
    world.stderr.write(
      'kamaki: note: with http:// your token travels unencrypted; use https:// where the cloud offers it.\n',
    );
  }
}

function masked(value: string): string {
  return value === '' ? '' : `${value.slice(0, 4)}***`;
}
