import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '#platform/launcher';
import { argumentsOf, isAlive, parentOf } from './process.ts';
import { QmpConnection, type QmpEvent } from './qmp.ts';

const POLL_MS = 50;

/** The socket appears a moment after the process. */
export async function connectWhenThere(
  path: string,
  timeoutMs: number,
  onEvent: (event: QmpEvent) => void,
  signal?: AbortSignal,
): Promise<QmpConnection> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await QmpConnection.connect(path, {
        timeoutMs: Math.max(1_000, deadline - performance.now()),
        onEvent,
      });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'ENOENT' && code !== 'ECONNREFUSED') || performance.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
}

/** Waits for a promise, but not longer than this, nor once the signal aborts. */
export async function settledWithin(
  promise: Promise<unknown>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const timer = new AbortController();
  const cut = signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]);
  const late = sleep(milliseconds, undefined, { signal: cut }).catch(() => undefined);
  await Promise.race([promise, late]);
  timer.abort();
}

/** Resolves when the process is gone. */
export async function gone(identity: ProcessIdentity): Promise<void> {
  while (await isAlive(identity)) await sleep(4 * POLL_MS);
}

/** QEMU is gone, and its sandbox with everything in it: that ends last. */
export async function allGone(qemu: ProcessIdentity): Promise<void> {
  const parent = await parentOf(qemu);
  const [program] = parent === undefined ? [] : await argumentsOf(parent);
  await gone(qemu);
  if (parent !== undefined && program === 'bwrap') await gone(parent);
}
