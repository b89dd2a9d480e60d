import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command as Program, CommanderError, Option, type OutputConfiguration } from 'commander';
import { CommandError, type Command } from '#platform/command';
import { systemClock } from '#platform/clock';
import { ServiceError } from '#platform/errors';
import { SettingsError } from '#platform/settings';
import { outputFormats, type OutputFormat } from '#platform/commands/table';
import { StartError } from '#platform/start-error';
import { allCommands, commandNamed } from './commands.ts';
import { openRole } from './open-role.ts';
import { commandOutput, type Streams } from './output.ts';
import { terminalQuestions } from './questions.ts';

/** The version of the original whose commands these are. */
const VERSION = '0.21';

const terminal: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** Exit status of a line that is wrong in itself: nothing was opened or changed. */
const WRONG_LINE = 2;

/**
 * Runs one command of `snf-manage` and resolves to its exit status: 0, 1 when something was refused or failed, 2 for a wrong
 * line. `leaveRootFor` is called before the data directory is touched.
 */
export async function manage(
  argv: string[],
  environment: Record<string, string | undefined>,
  streams: Streams = terminal,
  leaveRootFor?: (dataDirectory: string) => Promise<void>,
): Promise<number> {
  const program = new Program('snf-manage')
    .description('Administers the cloud of a data directory, also while it runs.')
    .usage('<command> [options]')
    .configureOutput(outputTo(streams))
    .version(VERSION, '--version', 'show the version')
    .exitOverride();
  const around = { environment, streams, leaveRootFor };
  const { commands, words } = await chosen(argv);
  for (const command of commands) addCommand(program, command, around);
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_LINE;
    streams.err(describe(error, argv.includes('--traceback')));
    return 1;
  }
}

/**
 * The commands that the line can mean, and the line to read by them. Most lines name one command, which is all that is loaded
 * then. An unknown name stands alone: with `--help` after it it is as wrong as without.
 */
async function chosen(argv: string[]): Promise<{ commands: readonly Command<never>[]; words: string[] }> {
  const asksHelp = argv[0] === 'help';
  const name = asksHelp ? argv[1] : argv[0];
  if (name === undefined || name.startsWith('-')) return { commands: await allCommands(), words: argv };
  const command = await commandNamed(name);
  if (command === undefined) return { commands: await allCommands(), words: [name] };
  return { commands: [command], words: asksHelp ? [name, '--help'] : argv };
}

/** A wrong line is told in one line. */
function outputTo(streams: Streams): OutputConfiguration {
  return {
    writeOut: (text) => streams.out(text),
    writeErr: (text) => streams.err(text),
    outputError: (text, write) => write(`${inOneLine(text)}\n`),
  };
}

/** Scripts look for the original's words for a command that is not there. */
function inOneLine(text: string): string {
  const line = text.trim().replaceAll('\n', ' ');
  const [, name, hint = ''] = /^error: unknown command '(.*?)'(.*)$/.exec(line) ?? [];
  return name === undefined
    ? `${line} (--help shows the usage)`
    : `Unknown command: '${name}'.${hint} Type 'snf-manage help' for usage.`;
}

interface Around {
  environment: Record<string, string | undefined>;
  streams: Streams;
  leaveRootFor: ((dataDirectory: string) => Promise<void>) | undefined;
}

function addCommand(program: Program, command: Command<never>, around: Around): void {
  const { streams } = around;
  const entry = program
    .command(command.name)
    .summary(command.summary)
    .description(command.summary)
    .exitOverride()
    .configureOutput(outputTo(streams));
  for (const argument of command.arguments) entry.argument(argument.name, argument.help);
  for (const option of command.options) entry.addOption(optionOf(option));
  const own = new Set(entry.options.map(({ long }) => long));
  const common = [
    new Option('--data-dir <directory>', 'data directory of the cloud (default ./data, or SYNNEFO_DATA_DIR)'),
    new Option('--config-dir <directory>', 'directory of *.conf settings files'),
    new Option('--output-format <format>', 'pretty, csv or json').choices(outputFormats).default('pretty'),
    new Option('--yes', 'answer yes to every question'),
    new Option('--traceback', 'show where a failure came from'),
  ];
  for (const option of common) if (!own.has(option.long)) entry.addOption(option);
  entry.action(() => run(entry, command, around));
}

function optionOf({ flags, help, fallback }: Command<never>['options'][number]): Option {
  const option = new Option(flags, help);
  return fallback === undefined ? option : option.default(fallback);
}

async function run(
  entry: Program,
  command: Command<never>,
  { environment, streams, leaveRootFor }: Around,
): Promise<void> {
  const options = entry.opts<Record<string, string | string[] | boolean | undefined>>();
  const dataDirectory = resolve(String(options['dataDir'] ?? environment['SYNNEFO_DATA_DIR'] ?? 'data'));
  const configDirectory = configDirectoryOf(options['configDir']);
  const opened =
    command.role === undefined
      ? { service: { dataDirectory, configDirectory, environment }, close: async () => undefined }
      : await openRole(command.role, { dataDirectory, configDirectory, environment, leaveRootFor });
  const out = commandOutput(streams, options['outputFormat'] as OutputFormat, options['headers'] !== false);
  try {
    await command.handle({
      service: opened.service as never,
      args: entry.args,
      options,
      out,
      ask: terminalQuestions(options['yes'] === true || options['force'] === true),
      clock: systemClock,
    });
    out.end();
  } finally {
    await opened.close();
  }
}

function configDirectoryOf(given: unknown): string | undefined {
  if (typeof given === 'string') return resolve(given);
  return existsSync('/etc/synnefo') ? '/etc/synnefo' : undefined;
}

function describe(error: unknown, traceback: boolean): string {
  const { name, message, stack } = error as Error;
  if (traceback) return `${stack ?? message}\n`;
  const expected = [CommandError, ServiceError, SettingsError, StartError].some(
    (kind) => error instanceof kind,
  );
  return expected
    ? `CommandError: ${message}\n`
    : `${name}: ${message}\n(--traceback shows where it came from)\n`;
}
