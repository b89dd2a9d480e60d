import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '#contract/refusal';
import { UnreachableError } from '../errors.ts';

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 300;

/**
 * Repeats work that is safe to repeat (a block is named by its content) when the network or the service failed for a moment:
 * no answer, or 408, 429, 5xx. Four tries, pauses of 0.3, 0.6 and 1.2 s.
 */
export async function withRetries<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= ATTEMPTS || !isPassing(error)) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  if (!(error instanceof Refusal) || error.code === 'disk_full') return false;
  return error.status >= 500 || error.status === 408 || error.status === 429;
}
