import type { Readable } from 'node:stream';
import { CommandError } from './command-error.ts';
import type { GivenSecret } from './options.ts';
import { printable } from './printable.ts';

/** Longest secret that is read. */
const MAX_SECRET_CHARACTERS = 4096;

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
    line: () => firstLine(stdin, signal),
    async confirm(question) {
      if (assumesYes) return true;
      if (!atTerminal && options.withoutTerminal === 'refuse')
        throw new CommandError(`${question} Give --yes to answer yes where there is nobody to ask.`);
      ask(`${question.split('\n').map(printable).join('\n')} [y/N]: `);
      const answer = await firstLine(stdin, signal);
      if (answer === undefined) ask('\n');
      return /^y/i.test(answer ?? '');
    },
    async secret(question) {
      if (atTerminal) return told(await typedUnseen(question, signal));
      const line = (await firstLine(stdin, signal)) ?? '';
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

/** The first line of a stream; nothing when it ends before one, or the run is stopped. */
async function firstLine(stdin: Readable, signal: AbortSignal): Promise<string | undefined> {
  // loaded by the first question: most commands ask none
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: stdin, terminal: false });
  const close = (): void => lines.close();
  signal.addEventListener('abort', close);
  try {
    for await (const line of lines) return line;
    return undefined;
  } finally {
    signal.removeEventListener('abort', close);
    lines.close();
  }
}
