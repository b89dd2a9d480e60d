/** What ends a command, told in one line; `exitCode` is the process's: 1 = refused or failed, 2 = the line itself is wrong. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command line itself is wrong: nothing was opened, sent or changed. */
export function usageError(message: string): CommandError {
  return new CommandError(message, { exitCode: 2 });
}
