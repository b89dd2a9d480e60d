import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { awaitsContinue, giveContinue } from './expect-continue.ts';

/** What is read of a body nobody wants, so that its sender can read the answer: both bounds end it. */
const DRAIN_BYTES = 32 * 1024 * 1024;
const DRAIN_MS = 2000;

/** Reads a request's body whole, counting as it arrives. A body over the limit is not kept: the answer is `too large`. */
export async function readRequestBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<Buffer | 'too large'> {
  if (Number(request.headers['content-length'] ?? '0') > limitBytes) return 'too large';
  giveContinue(request);
  const pieces: Buffer[] = [];
  let length = 0;
  // Leaving the loop must not destroy the socket: the refusal still has to reach the client.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const bytes = piece as Buffer;
    length += bytes.length;
    if (length > limitBytes) return 'too large';
    pieces.push(bytes);
  }
  return Buffer.concat(pieces, length);
}

/** Reads away what is left of a refused body, within bounds: a closed connection would take the answer with it. */
export async function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed || request.readableEnded || awaitsContinue(request)) return;
  const end = new AbortController();
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES) end.abort();
  });
  for (const event of ['end', 'error', 'close']) request.once(event, () => end.abort());
  request.resume();
  await setTimeout(DRAIN_MS, undefined, { signal: end.signal }).catch(() => undefined);
  request.pause();
}
