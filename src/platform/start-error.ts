/** The cloud cannot start, for a reason that one sentence explains. Printed without a stack; the exit status is 1. */
export class StartError extends Error {
  override name = 'StartError';
}
