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
