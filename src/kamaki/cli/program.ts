import { Command as Commander, CommanderError, Option } from 'commander';
import { KamakiError, usageError } from '../errors.ts';
import { printable } from '../output/printable.ts';
import type { Command } from './command.ts';
import type { OptionSpec } from './option.ts';
import type { World } from './world.ts';

/** The options that every command takes, wherever they stand on the line. */
export interface GlobalOptions {
  config?: string;
  cloud?: string;
  /** `-o json` for the format, `-o group.key=value` for a setting of this run. */
  options: string[];
  json: boolean;
  outputFormat?: string;
  verbose: boolean;
  debug: boolean;
  silent: boolean;
  progress: boolean;
}

/** A parsed line: which command, with which words. */
export interface Parsed {
  command: Command;
  args: string[];
  /** Values by the names the command declares them under. */
  options: Record<string, unknown>;
  global: GlobalOptions;
}

/** What kind of things the first word of a command names; the order is that of `kamaki -h`. */
const GROUPS: Record<string, string> = {
  config: 'Settings of this client',
  user: 'Who you are',
  quota: 'What you may use and do use',
  resource: 'What quota is counted in',
  project: 'Projects',
  container: 'Containers of files',
  file: 'Files in containers',
  sharer: 'Users who share files with you',
  group: 'Groups of users to share files with',
  image: 'Images that servers are made from',
  imagecompute: 'Images as the compute service sees them',
  server: 'Servers (virtual machines)',
  flavor: 'Sizes of servers',
  network: 'Networks',
  keypair: 'SSH keys',
};

/** Reads the line. Nothing to run (help or version was shown): undefined. A wrong line is a usage error in one sentence. */
export function parseLine(
  argv: readonly string[],
  commands: readonly Command[],
  world: World,
  version: string,
): Parsed | undefined {
  let parsed: Parsed | undefined;
  const program = buildProgram(commands, world, version, (found) => {
    parsed = found;
  });
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || error.code === 'commander.help') {
      if (error.code === 'commander.help') throw new KamakiError('', { exitCode: 2, cause: error });
      return undefined;
    }
    throw usageError(
      `${printable(error.message.replace(/^error: /, '').replaceAll('\n', ' '))} (-h shows the usage)`,
    );
  }
  return parsed;
}

function buildProgram(
  commands: readonly Command[],
  world: World,
  version: string,
  found: (parsed: Parsed) => void,
): Commander {
  const program = new Commander('kamaki')
    .description('Command-line client of a Synnefo cloud: files, images, servers, networks.')
    .version(`kamaki ${version}`, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (words) => world.stdout.write(words),
      writeErr: (words) => world.stderr.write(words),
      outputError: () => undefined,
    })
    .exitOverride()
    .showSuggestionAfterError(true);
  addGlobalOptions(program);
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    for (const name of [command.name, ...(command.aliases ?? [])]) {
      const [group = '', verb = ''] = name.split(' ');
      if (!groups.has(group))
        groups.set(group, inherit(program.command(group).description(GROUPS[group] ?? ''), program));
      addLeaf(groups.get(group) as Commander, program, verb, name, command, found);
    }
  }
  program.addHelpText(
    'after',
    '\nBegin with:  kamaki config set cloud.default.url ADDRESS ;  kamaki config set cloud.default.token TOKEN',
  );
  return program;
}

function addGlobalOptions(program: Commander): void {
  program
    .option('-c, --config <file>', 'settings file (default: $KAMAKI_CONFIG, else ~/.kamakirc)')
    .option('--cloud <name>', 'the cloud to talk to, of those in the settings')
    .addOption(
      repeatedOption(
        '-o, --options <words>',
        '"-o json" for JSON; "-o group.key=value" sets an option for this run',
      ),
    )
    .option('-j, --json', 'answer in JSON')
    .option('--output-format <format>', 'answer in this format (json)')
    .option('-v, --verbose', 'show requests and answers, without tokens')
    .addOption(new Option('-i, --include', 'the same as --verbose').hideHelp())
    .option('-d, --debug', 'show what they carry, too')
    .option('-s, --silent', 'no remarks, no progress bars')
    .option('-N, --no-progress-bar', 'no progress bars (so does --no-progress)')
    .addOption(new Option('--no-progress').hideHelp());
}

function addLeaf(
  group: Commander,
  program: Commander,
  verb: string,
  name: string,
  command: Command,
  found: (parsed: Parsed) => void,
): void {
  const leaf = inherit(group.command(verb, name === command.name ? {} : { hidden: true }), program);
  leaf
    .summary(command.summary)
    .description(
      command.help === undefined ? `${command.summary}.` : `${command.summary}.\n\n${command.help}`,
    );
  leaf.addHelpText('after', '\nOptions of every command, such as --json, --cloud and -v:  kamaki -h');
  for (const argument of command.args ?? []) leaf.argument(argument);
  const specs = Object.entries(command.options ?? {});
  for (const [, spec] of specs) leaf.addOption(repeatedOption(spec.flags, spec.help));
  leaf.action(() => {
    const words = leaf.opts<Record<string, unknown>>();
    found({
      command,
      args: leaf.args,
      options: Object.fromEntries(
        specs.map(([key, spec]) => [key, spec.read(wordsOf(words, spec), spec.flags)]),
      ),
      global: globalOptions(program.opts<Record<string, unknown>>()),
    });
  });
}

/** Sub-commands made by `command()` start with the defaults, not with their parent's settings. */
function inherit(command: Commander, program: Commander): Commander {
  return command.copyInheritedSettings(program).helpOption('-h, --help', 'show this help');
}

function globalOptions(words: Record<string, unknown>): GlobalOptions {
  return {
    ...(typeof words['config'] === 'string' ? { config: words['config'] } : {}),
    ...(typeof words['cloud'] === 'string' ? { cloud: words['cloud'] } : {}),
    ...(typeof words['outputFormat'] === 'string' ? { outputFormat: words['outputFormat'] } : {}),
    options: Array.isArray(words['options']) ? words['options'].map(String) : [],
    json: words['json'] === true,
    verbose: words['verbose'] === true || words['include'] === true,
    debug: words['debug'] === true,
    silent: words['silent'] === true,
    progress: words['progress'] !== false && words['progressBar'] !== false,
  };
}

/** Every option collects its words; how many count is the business of its spec. */
function repeatedOption(flags: string, help: string): Option {
  const option = new Option(flags, help);
  if (!flags.includes('<')) return option;
  return option.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word]);
}

function wordsOf(words: Record<string, unknown>, spec: OptionSpec<unknown>): string[] {
  const option = new Option(spec.flags);
  const value = words[option.attributeName()];
  // Commander keeps `--no-network` as network = false, beside the words of `--network`.
  if (option.negate) return value === false ? ['true'] : [];
  return Array.isArray(value) ? value.map(String) : value === true ? ['true'] : [];
}
