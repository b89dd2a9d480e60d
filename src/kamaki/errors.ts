/** A failure told to the user in one line; `exitCode` is the process's (1 = refused or failed, 2 = wrong usage). */
export class KamakiError extends Error {
  override name = 'KamakiError';
  readonly exitCode: number;

  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command line itself is wrong: nothing was sent anywhere. */
export function usageError(message: string): KamakiError {
  return new KamakiError(message, { exitCode: 2 });
}

/** A service refused the request: HTTP status, the name of the fault in its document, and its message. */
export class FaultError extends Error {
  override name = 'FaultError';
  readonly status: number;
  readonly fault: string;
  readonly details: string;
  /** The body as sent, for callers that read more than a fault out of it (the list of missing blocks). */
  readonly body: Buffer;

  constructor(status: number, fault: string, message: string, details: string, body: Buffer) {
    super(message);
    this.status = status;
    this.fault = fault;
    this.details = details;
    this.body = body;
  }
}

/** The cloud could not be reached at all, or hung up in the middle. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
  readonly address: string;

  constructor(address: string, cause: unknown) {
    super(`cannot reach ${address}`, { cause });
    this.address = address;
  }
}
