import { usageError } from '#platform/commands/command-error';

/** The value of an option that must be there; `notation` is how it is written. */
export function required(value: string | undefined, notation: string): string {
  if (value === undefined || value === '') throw usageError(`This is missing: ${notation}`);
  return value;
}
