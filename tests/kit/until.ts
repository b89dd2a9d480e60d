import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a condition instead of a time; throws when it does not come true within the limit, which is for a machine that
 * many share: nothing is proved by how soon it came.
 */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > limitMs)
      throw new Error(`did not happen within ${limitMs / 1000} s: ${condition}`);
    await sleep(20);
  }
}
