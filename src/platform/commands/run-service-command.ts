import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../errors.ts';
import type { OpenService } from '../service/role.ts';
import { StartError } from '../service/start-error.ts';
import { CommandError } from './command-error.ts';
import type { CommandLog } from './command-log.ts';
import type { Streams } from './output.ts';
import { choice, flag, withDefault } from './options.ts';
import { printable } from './printable.ts';
import { type Parsed, parseLine, type ProgramSpec, WrongLine } from './program.ts';
import { questionsOver } from './questions.ts';
import type { ServiceCommand } from './service-command.ts';
import { STOPPED } from './stop-signal.ts';
import { type OutputFormat, outputFormats } from './table.ts';
import { TableOutput } from './table-output.ts';

/** Options of every command that answers in tables. */
export const tableOptions = {
  format: withDefault(choice('--output-format <format>', 'how to answer', outputFormats), 'pretty'),
  traceback: flag('--traceback', 'show where a failure came from'),
};

/** A command line over services: its words, its commands, and how a command's service is opened. */
export interface ServiceProgram {
  spec: ProgramSpec & { common: typeof tableOptions };
  /** The commands a line can mean: only the one of that name where there is one, so that no other service is loaded. */
  commands(name: string | undefined): Promise<readonly ServiceCommand<never>[]>;
  /** The surroundings of a run: nothing is opened yet. Throws what a wrong setting is. */
  prepare(parsed: Parsed<ServiceCommand<never>>): Promise<PreparedRun>;
}

export interface PreparedRun {
  /** Kept of this run; undefined for a command that only looks. */
  log: CommandLog | undefined;
  open(): Promise<OpenService<unknown>>;
}

/** Of the process a command runs in. */
export interface Surroundings {
  streams: Streams;
  clock: Clock;
  stdin: Readable & { isTTY?: boolean };
  /** Aborts at Ctrl-C: what is under way is given up. */
  signal: AbortSignal;
}

/**
 * Runs one line and resolves to its exit status: 0, 1 when something was refused or failed, 2 for a wrong line, 130 when it was
 * stopped. What is shown is shown after it was done.
 */
export async function runServiceLine(
  program: ServiceProgram,
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { streams, signal } = surroundings;
  let log: CommandLog | undefined;
  const told: Streams = {
    ...streams,
    out: (text) => {
      streams.out(text);
      log?.said('out', text);
    },
    err: (text) => {
      streams.err(text);
      log?.said('err', text);
    },
  };
  const run = async (): Promise<void> => {
    const parsed = await read(program, argv, streams);
    if (parsed === undefined) return;
    const prepared = await program.prepare(parsed);
    log = prepared.log;
    await runParsed(parsed, prepared, { ...surroundings, streams: told });
  };
  let exitCode = 0;
  try {
    await stoppable(run(), signal);
  } catch (error) {
    const text = signal.aborted ? 'Stopped.\n' : describe(error, argv.includes('--traceback'));
    told.err(text.split('\n').map(printable).join('\n'));
    exitCode = signal.aborted ? STOPPED : error instanceof CommandError ? error.exitCode : 1;
  }
  await log?.end(exitCode);
  return exitCode;
}

/** Most lines name one command, which is all that is loaded then. */
async function read(
  { spec, commands }: ServiceProgram,
  argv: readonly string[],
  streams: Streams,
): Promise<Parsed<ServiceCommand<never>> | undefined> {
  const name = argv[0] === 'help' ? argv[1] : argv[0];
  const known = await commands(name?.startsWith('-') === true ? undefined : name);
  return parseLine(spec, known, argv, streams);
}

async function runParsed(
  parsed: Parsed<ServiceCommand<never>>,
  { log, open }: PreparedRun,
  { streams, clock, stdin, signal }: Surroundings,
): Promise<void> {
  const format = parsed.common['format'] as OutputFormat;
  const onSecret = (secret: string): void => log?.hide(secret);
  const out = new TableOutput(streams, { format, headers: parsed.options['noHeaders'] !== true, onSecret });
  const opened = await open();
  try {
    if (!parsed.command.keepsRoot) await log?.open();
    const ask = questionsOver({
      stdin,
      ask: (text) => streams.err(text),
      signal,
      assumesYes: parsed.assumesYes,
      withoutTerminal: 'refuse',
      onSecret,
    });
    const { args, options } = parsed as unknown as { args: never; options: never };
    await parsed.command.run({ service: opened.service as never, out, ask, clock, signal, args, options });
    out.end();
  } finally {
    await opened.close();
  }
}

/** A command that is stopped need not answer: its database takes back what was not committed. */
async function stoppable(work: Promise<void>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    work.then(resolve, reject);
  });
}

function describe(error: unknown, traceback: boolean): string {
  const { name, message, stack } = error as Error;
  if (message === '') return '';
  if (traceback) return `${stack ?? message}\n`;
  if (error instanceof WrongLine) return `${message}\n`;
  return [CommandError, ServiceError, StartError].some((kind) => error instanceof kind)
    ? `CommandError: ${message}\n`
    : `${name}: ${message}\n(--traceback shows where it came from)\n`;
}
