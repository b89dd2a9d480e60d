import { Command as Commander, CommanderError, Option } from 'commander';
import { CommandError, usageError } from '#platform/commands/command-error';
import { printable } from '../../platform/commands/printable.ts';
import type { Command } from './command.ts';
import type { OptionSpec } from '../../platform/commands/options.ts';
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
    program.parse(readable(argv, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || error.code === 'commander.help') {
      if (error.code === 'commander.help') throw new CommandError('', { exitCode: 2, cause: error });
      return undefined;
    }
    throw usageError(
      `${printable(error.message.replace(/^error: /, '').replaceAll('\n', ' '))} (-h shows the usage)`,
    );
  }
  return parsed;
}

/** `help a b` is `a b --help`; a command that is not there stands alone, so that a `--help` after it does not hide that. */
function readable(argv: readonly string[], program: Commander): readonly string[] {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  let level: Commander | undefined = program;
  for (const [at, word] of words.slice(0, 2).entries()) {
    if (word.startsWith('-')) return words;
    level = level.commands.find((command) => command.name() === word);
    if (level === undefined) return words.slice(0, at + 1);
  }
  return words;
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
    .helpCommand(false)
    .showSuggestionAfterError(true)
    // Else a value that begins with a dash (--order -size) would be taken apart by the options of every command (-s).
    .enablePositionalOptions();
  addGlobalOptions(program);
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    for (const name of [command.name, ...(command.aliases ?? [])]) {
      const [group = '', verb = ''] = name.split(' ');
      if (!groups.has(group)) groups.set(group, groupNamed(group, program));
      addLeaf(groups.get(group) as Commander, program, verb, name, command, found);
    }
  }
  program.addHelpText(
    'after',
    '\nBegin with:  kamaki config set cloud.default.url ADDRESS ;  kamaki config set cloud.default.token TOKEN',
  );
  return program;
}

function groupNamed(name: string, program: Commander): Commander {
  const group = inherit(program.command(name).description(GROUPS[name] ?? ''), program).helpCommand(false);
  addGlobalOptions(group, true);
  return group;
}

/** They are understood wherever they stand, and shown in the help of the program alone. */
function addGlobalOptions(command: Commander, hidden = false): void {
  for (const option of globalOptionList()) {
    if (hidden) option.hideHelp();
    command.addOption(option);
  }
}

function globalOptionList(): Option[] {
  return [
    repeatedOption('-c, --config <file>', 'settings file (default: $KAMAKI_CONFIG, else ~/.kamakirc)'),
    repeatedOption('--cloud <name>', 'the cloud to talk to, of those in the settings'),
    repeatedOption(
      '-o, --options <words>',
      '"-o json" for JSON; "-o group.key=value" sets an option for this run',
    ),
    new Option('-j, --json', 'answer in JSON'),
    repeatedOption('--output-format <format>', 'answer in this format (json)'),
    new Option('-v, --verbose', 'show requests and answers, without tokens'),
    new Option('-i, --include', 'the same as --verbose').hideHelp(),
    new Option('-d, --debug', 'show what they carry, too'),
    new Option('-s, --silent', 'no remarks, no progress bars'),
    new Option('-N, --no-progress-bar', 'no progress bars (so does --no-progress)'),
    new Option('--no-progress').hideHelp(),
  ];
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
  addGlobalOptions(leaf, true);
  leaf.action(() => {
    const words = leaf.opts<Record<string, unknown>>();
    found({
      command,
      args: leaf.args,
      options: Object.fromEntries(
        specs.map(([key, spec]) => [key, spec.read(wordsOf(words, spec), spec.flags)]),
      ),
      global: globalOptions([program, group, leaf].map((each) => each.opts<Record<string, unknown>>())),
    });
  });
}

/** Sub-commands made by `command()` start with the defaults, not with their parent's settings. */
function inherit(command: Commander, program: Commander): Commander {
  return command.copyInheritedSettings(program).helpOption('-h, --help', 'show this help');
}

/** What was said at each level of the line; of two files or clouds the last counts. */
function globalOptions(levels: readonly Record<string, unknown>[]): GlobalOptions {
  const words = (name: string): string[] =>
    levels.flatMap((level) => (Array.isArray(level[name]) ? level[name].map(String) : []));
  const isSet = (name: string, value = true): boolean => levels.some((level) => level[name] === value);
  const [config, cloud, outputFormat] = [
    words('config').at(-1),
    words('cloud').at(-1),
    words('outputFormat').at(-1),
  ];
  return {
    ...(config === undefined ? {} : { config }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(outputFormat === undefined ? {} : { outputFormat }),
    options: words('options'),
    json: isSet('json'),
    verbose: isSet('verbose') || isSet('include'),
    debug: isSet('debug'),
    silent: isSet('silent'),
    progress: !isSet('progress', false) && !isSet('progressBar', false),
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
