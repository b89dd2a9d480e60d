/** The cloud could not be reached at all, or hung up in the middle. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
  readonly address: string;

  constructor(address: string, cause: unknown) {
    super(`cannot reach ${address}`, { cause });
    this.address = address;
  }
}
