import type { Readable } from 'node:stream';
import { CommandError } from './command-error.ts';
import type { GivenSecret } from './options.ts';
import { printable } from './printable.ts';

/** Longest secret that is read. */
const MAX_SECRET_CHARACTERS = 4096;
/** Longest document that is read. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Questions to the person at the terminal; they are asked on standard error. */
export interface Questions {
  /** Whether `--yes`, or another spelling of it, answers every question. */
  readonly assumesYes: boolean;
  /** Whether there is a person who is asked. */
  readonly atTerminal: boolean;
  /** True when the answer is yes, or when it was given by `--yes`. */
  confirm(question: string): Promise<boolean>;
  /** One line of standard input, shown while it is typed; undefined when there is none. */
  line(): Promise<string | undefined>;
  /** All of standard input, for a command whose document comes there. */
  input(): Promise<string>;
  /** A secret: typed unseen at a terminal, else the first line of standard input. */
  secret(question: string): Promise<string>;
}

export interface QuestionOptions {
  stdin: Readable & { isTTY?: boolean };
  /** Writes to standard error. */
  ask(text: string): void;
  signal: AbortSignal;
  assumesYes: boolean;
  /** What a question is where there is no terminal: answered by standard input, or an error that names `--yes`. */
  withoutTerminal: 'read' | 'refuse';
  /** Is told each secret that was read, so that no log keeps it. */
  onSecret?(secret: string): void;
}

/** Questions over the streams of one run. */
export function questionsOver(options: QuestionOptions): Questions {
  const { stdin, ask, signal, assumesYes } = options;
  const atTerminal = stdin.isTTY === true;
  const told = (secret: string): string => {
    options.onSecret?.(secret);
    return secret;
  };
  return {
    assumesYes,
    atTerminal,
    line: () => nextLine(stdin, signal),
    input: () => rest(stdin),
    async confirm(question) {
      if (assumesYes) return true;
      if (!atTerminal && options.withoutTerminal === 'refuse')
        throw new CommandError(`${question} Give --yes to answer yes where there is nobody to ask.`);
      ask(`${question.split('\n').map(printable).join('\n')} [y/N]: `);
      const answer = await nextLine(stdin, signal);
      if (answer === undefined) ask('\n');
      return /^y/i.test(answer ?? '');
    },
    async secret(question) {
      if (atTerminal) return told(await typedUnseen(question, signal));
      const line = (await nextLine(stdin, signal)) ?? '';
      if (line === '') throw new CommandError(`${question} Nothing came on standard input.`);
      if (line.length > MAX_SECRET_CHARACTERS) throw new CommandError(`${question} That is too long.`);
      return told(line);
    },
  };
}

/** The secret that an option stands for; undefined when the option was not given. */
export async function secretOf(
  { ask, out }: { ask: Pick<Questions, 'secret'>; out: { note(text: string): void } },
  given: GivenSecret | undefined,
  what: string,
): Promise<string | undefined> {
  if (given === undefined) return undefined;
  if (given === 'asked for') return ask.secret(`${what}:`);
  out.note(
    `A ${what.toLowerCase()} in a command line can be seen by other users of this machine: give the option without a value.`,
  );
  return given.onLine;
}

/** Loaded by the first secret: most commands ask for none. */
async function typedUnseen(message: string, signal: AbortSignal): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  return password({ message, mask: false }, { output: process.stderr, signal });
}

/** The next line of a stream, what comes after it left for the next question; undefined when it ends before, or the run is stopped. */
function nextLine(stdin: Readable, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const done = (line: Buffer | undefined): void => {
      stdin.off('data', take).off('end', end).off('close', end);
      signal.removeEventListener('abort', stop);
      stdin.pause();
      resolve(line?.toString().replace(/\r$/, ''));
    };
    const take = (piece: Buffer | string): void => {
      read = Buffer.concat([read, Buffer.from(piece)]);
      const at = read.indexOf('\n');
      if (at === -1) return;
      done(read.subarray(0, at));
      if (at + 1 < read.length) stdin.unshift(read.subarray(at + 1));
    };
    const end = (): void => done(read.length === 0 ? undefined : read);
    const stop = (): void => done(undefined);
    if (stdin.readableEnded || stdin.destroyed || signal.aborted) return resolve(undefined);
    signal.addEventListener('abort', stop);
    stdin.on('data', take).on('end', end).on('close', end);
    stdin.resume();
  });
}

/** All that is left of a stream. */
async function rest(stdin: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stdin) {
    pieces.push(Buffer.from(piece as Buffer | string));
    bytes += pieces.at(-1)!.length;
    if (bytes > MAX_DOCUMENT_BYTES)
      throw new CommandError(`More than ${MAX_DOCUMENT_BYTES} bytes came on standard input.`);
  }
  return Buffer.concat(pieces).toString();
}
