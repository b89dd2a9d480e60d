import type { FastifyRequest } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import { awaitsContinue, giveContinue } from '#platform/expect-continue';
import { error } from '../errors.ts';
import type { TransferWatch } from './transfer-watch.ts';

/** What is read of a body nobody wants, so that its sender can read the answer: both bounds end it. */
const DRAIN_BYTES = 32 * 1024 * 1024;
const DRAIN_MS = 2000;

/**
 * The bytes of a request as they arrive. A client that goes away is `short_body`, one that is too slow
 * `upload_too_slow`; the connection outlives a failed read so that the answer can still be sent.
 */
export async function* bodyOf(request: FastifyRequest, transfers: TransferWatch): AsyncGenerator<Buffer> {
  const { raw } = request;
  giveContinue(raw);
  let moved = 0;
  let ended = raw.readableEnded;
  let failure: 'short_body' | 'upload_too_slow' | undefined;
  let wake = (): void => undefined;
  const stop = (reason: typeof failure) => () => {
    ended ||= reason === undefined;
    failure ??= ended ? undefined : reason;
    wake();
  };
  const listeners: [string, () => void][] = [
    ['readable', () => wake()],
    ['end', stop(undefined)],
    ['error', stop('short_body')],
    ['close', stop('short_body')],
  ];
  for (const [event, listener] of listeners) raw.on(event, listener);
  const done = transfers.watch(() => moved, stop('upload_too_slow'));
  try {
    while (!ended) {
      const bytes = raw.read() as Buffer | null;
      if (bytes !== null) {
        moved += bytes.length;
        yield bytes;
      } else if (failure !== undefined) throw error(failure);
      else if (raw.destroyed && !raw.readableEnded) throw error('short_body');
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    done();
    for (const [event, listener] of listeners) raw.off(event, listener);
    // Without a listener an error that comes later would end the process.
    raw.on('error', () => undefined);
  }
}

/** Reads away what is left of a refused body, within bounds: a closed connection would take the answer with it. */
export async function drain(request: FastifyRequest): Promise<void> {
  const { raw } = request;
  if (raw.complete || raw.destroyed || raw.readableEnded || awaitsContinue(raw)) return;
  const end = new AbortController();
  let bytes = 0;
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES) end.abort();
  });
  for (const event of ['end', 'error', 'close']) raw.once(event, () => end.abort());
  raw.resume();
  await setTimeout(DRAIN_MS, undefined, { signal: end.signal }).catch(() => undefined);
  raw.pause();
}

/** Runs a handler that reads a body; when it refuses, the rest of the body is drained before the answer goes out. */
export async function reading<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await drain(request);
    throw thrown;
  }
}
