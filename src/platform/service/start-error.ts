/**
 * The cloud cannot start, for a reason that one sentence explains. Printed without a stack; the exit status is 1. Imports
 * nothing, so that it can be told apart where packages are missing.
 */
export class StartError extends Error {
  override name = 'StartError';
}
