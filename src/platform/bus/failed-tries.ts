/** Milliseconds before try number `attempt + 1`: 0.2, 0.8, 3.2 and 12.8 s, so that a short outage is bridged. */
export function retryDelayMs(attempt: number): number {
  return 200 * 4 ** (Math.max(1, attempt) - 1);
}

const LONGEST_REASON = 1_000;

/** What an operator is told of a failed message: one line without control characters, at most 1,000 characters. */
export function failureReason(failure: unknown): string {
  const text = failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, LONGEST_REASON);
}
