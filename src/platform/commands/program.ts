import { Command as Commander, CommanderError, Option } from 'commander';
import { CommandError } from './command-error.ts';
import type { Options } from './define-command.ts';
import { type ArgumentSpec, flag, longName, type OptionSpec } from './options.ts';

/** A command as far as reading a line needs it, whatever it is given when it runs. */
export interface ReadableCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly help: string | undefined;
  readonly args: readonly ArgumentSpec<unknown>[];
  readonly options: Options;
  readonly asks: readonly OptionSpec<boolean>[] | undefined;
}

/** A command line as a whole. */
export interface ProgramSpec {
  name: string;
  description: string;
  /** What `--version` says. */
  version: string;
  versionFlags: string;
  /** What the first words of two-word commands stand for, in the order of the help. */
  groups?: Record<string, string>;
  /** Options of every command, understood wherever they stand on the line. */
  common: Options;
  /** Whether each command's help shows them, or only the program's. */
  showCommon: 'in each command' | 'once';
  /** Below the help of the program and of each command. */
  epilogue?: { program?: string; command?: string };
  /** The one line about a wrong line; `unknown` is a command that is not there, `hint` such as "(Did you mean user-list?)". */
  wrongLine(message: string, unknown?: { name: string; hint: string }): string;
}

/** A line that was read. */
export interface Parsed<C extends ReadableCommand> {
  command: C;
  args: readonly unknown[];
  /** Values by the names the command declares them under. */
  options: Record<string, unknown>;
  common: Record<string, unknown>;
  /** `--yes`, or another spelling of it, was given. */
  assumesYes: boolean;
  /** Secrets that stand on the line. */
  secrets: string[];
}

/** A line that cannot be read; the message is whole. */
export class WrongLine extends CommandError {
  constructor(message: string, cause: unknown) {
    super(message, { exitCode: 2, cause });
  }
}

export const YES = flag('--yes', 'answer yes to every question');

/**
 * Reads a line. Nothing to run, since help or the version was shown: undefined. Throws WrongLine, without a message when the
 * help was shown instead, or CommandError for a word that its option cannot be.
 */
export function parseLine<C extends ReadableCommand>(
  program: ProgramSpec,
  commands: readonly C[],
  argv: readonly string[],
  write: { out(text: string): void; err(text: string): void },
): Parsed<C> | undefined {
  let found: (() => Parsed<C>) | undefined;
  const root = buildProgram(program, commands, write, (parsed) => {
    found = parsed;
  });
  try {
    root.parse(oneWordEach(readable(argv, root), commands), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') throw new WrongLine('', error);
    if (error.exitCode === 0) return undefined;
    throw new WrongLine(wrongLine(program, error.message), error);
  }
  return found?.();
}

function wrongLine(program: ProgramSpec, message: string): string {
  const line = message
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ');
  const [, name, hint = ''] = /^unknown command '(.*?)'(.*)$/.exec(line) ?? [];
  return program.wrongLine(line, name === undefined ? undefined : { name, hint });
}

/** `help a b` is `a b --help`; a command that is not there stands alone, so that a `--help` after it does not hide that. */
function readable(argv: readonly string[], root: Commander): readonly string[] {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  let level: Commander | undefined = root;
  for (const [at, word] of words.slice(0, 2).entries()) {
    if (word.startsWith('-') || level.commands.length === 0) return words;
    level = level.commands.find((command) => command.name() === word);
    if (level === undefined) return words.slice(0, at + 1);
  }
  return words;
}

/** `--limit a b c` is written as `--limit a --limit b --limit c`, since commander gives an option one word or all that follow. */
function oneWordEach(words: readonly string[], commands: readonly ReadableCommand[]): readonly string[] {
  const meant = [words[0], words.slice(0, 2).join(' ')];
  const known = new Map(
    commands
      .filter(({ name, aliases }) => [name, ...aliases].some((each) => meant.includes(each)))
      .flatMap(({ options }) => Object.values(options))
      .flatMap(({ flags, takes }) => (takes === undefined ? [] : [[longName(flags), takes] as const])),
  );
  if (known.size === 0) return words;
  const read: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    const [option = ''] = word.split('=', 1);
    read.push(word);
    const given = word === option ? 0 : 1;
    const following = words.slice(at + 1, at + 1 + (known.get(option) ?? 0) - given);
    const end = following.findIndex((each) => each.startsWith('--'));
    const values = end === -1 ? following : following.slice(0, end);
    for (const [nth, value] of values.entries())
      read.push(...(given + nth === 0 ? [value] : [option, value]));
    at += values.length;
  }
  return read;
}

function buildProgram<C extends ReadableCommand>(
  program: ProgramSpec,
  commands: readonly C[],
  write: { out(text: string): void; err(text: string): void },
  found: (parsed: () => Parsed<C>) => void,
): Commander {
  const root = new Commander(program.name)
    .description(program.description)
    .usage('<command> [options]')
    .version(program.version, program.versionFlags, 'show the version')
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (words) => write.out(words),
      writeErr: (words) => write.err(words),
      outputError: () => undefined,
    })
    .exitOverride()
    .helpCommand(false)
    .showSuggestionAfterError(true)
    // Else a value that begins with a dash (--order -size) would be taken apart by the options of every command (-s).
    .enablePositionalOptions();
  addCommon(root, program, false);
  if (program.epilogue?.program !== undefined) root.addHelpText('after', program.epilogue.program);
  const groups = new Map<string, Commander>();
  const groupNamed = (name: string): Commander => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const group = inherit(root.command(name).description(program.groups?.[name] ?? ''), root);
    addCommon(group.helpCommand(false), program, true);
    groups.set(name, group);
    return group;
  };
  for (const command of commands) {
    for (const name of [command.name, ...command.aliases]) {
      const [first = '', verb] = name.split(' ');
      const [group, last] = verb === undefined ? [root, first] : [groupNamed(first), verb];
      const leaf = inherit(group.command(last, name === command.name ? {} : { hidden: true }), root);
      addLeaf(leaf, verb === undefined ? [root, leaf] : [root, group, leaf], program, command, found);
    }
  }
  return root;
}

function addLeaf<C extends ReadableCommand>(
  leaf: Commander,
  levels: readonly Commander[],
  program: ProgramSpec,
  command: C,
  found: (parsed: () => Parsed<C>) => void,
): void {
  leaf
    .summary(command.summary)
    .description(
      command.help === undefined ? `${command.summary}.` : `${command.summary}.\n\n${command.help}`,
    );
  if (program.epilogue?.command !== undefined) leaf.addHelpText('after', program.epilogue.command);
  for (const { notation, help } of command.args) leaf.argument(notation, help);
  for (const spec of Object.values(command.options)) leaf.addOption(optionOf(spec));
  const inEach = program.showCommon === 'in each command';
  const yes = [{ ...YES, isHidden: command.asks === undefined && !inEach }, ...(command.asks ?? [])];
  for (const spec of yes) leaf.addOption(optionOf(spec));
  addCommon(leaf, program, !inEach);
  leaf.action(() => {
    const own = [leaf.opts<Record<string, unknown>>()];
    const all = levels.map((level) => level.opts<Record<string, unknown>>());
    found(() => ({
      command,
      args: command.args.map(({ notation }, at) => wordsAt(notation, leaf.processedArgs[at])),
      options: valuesOf(command.options, own),
      common: valuesOf(program.common, all),
      assumesYes: yes.some((spec) => wordsOf(spec, own).length > 0),
      secrets: Object.values(command.options)
        .filter(({ isSecret }) => isSecret === true)
        .flatMap((spec) => wordsOf(spec, own).filter((word) => word !== '')),
    }));
  });
}

function wordsAt(notation: string, given: unknown): unknown {
  return given === undefined && notation.includes('...') ? [] : given;
}

function addCommon(command: Commander, program: ProgramSpec, isHidden: boolean): void {
  for (const spec of Object.values(program.common))
    command.addOption(optionOf({ ...spec, isHidden: isHidden || spec.isHidden === true }));
}

/** Sub-commands made by `command()` start with the defaults, not with their parent's settings. */
function inherit(command: Commander, root: Commander): Commander {
  return command.copyInheritedSettings(root).helpOption('-h, --help', 'show this help');
}

/** Every option collects its words; how many count is the business of its spec. */
function optionOf({ flags, help, isHidden }: OptionSpec<unknown>): Option {
  const option = new Option(flags, help);
  if (isHidden === true) option.hideHelp();
  if (!/[<[]/.test(flags)) return option;
  // an optional value that is not there comes as the preset
  if (option.optional) option.preset('');
  return option.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word]);
}

function valuesOf(specs: Options, levels: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, spec.read(wordsOf(spec, levels), spec.flags)]),
  );
}

/** The words of an option at each level of the line, in order; a switch that is there gives one. */
function wordsOf({ flags }: OptionSpec<unknown>, levels: readonly Record<string, unknown>[]): string[] {
  const option = new Option(flags);
  return levels.flatMap((level) => {
    const value = level[option.attributeName()];
    // Commander keeps `--no-network` as network = false, beside the words of `--network`.
    if (option.negate) return value === false ? ['true'] : [];
    return Array.isArray(value) ? value.map(String) : value === true ? ['true'] : [];
  });
}
