import type { FastifyRequest } from 'fastify';
import { Socket } from 'node:net';
import { giveContinue } from '#platform/http/expect-continue';
import { error } from '../errors.ts';
import type { TransferWatch } from './transfer-watch.ts';

/** What waits here for its reader; beyond it the rest waits in the system, and the sender with it. */
const WAITING_BYTES = 256 * 1024;
/** Smaller pieces may lie in memory that they share with others. */
const OWN_MEMORY_BYTES = 16 * 1024;

/**
 * The bytes of a request as they arrive; each piece is the reader's only until it asks for the next. A client that goes
 * away is `short_body`, one that is too slow `upload_too_slow`; the connection outlives a failed read so that the answer
 * can still be sent.
 */
export async function* bodyOf(request: FastifyRequest, transfers: TransferWatch): AsyncGenerator<Buffer> {
  const { raw } = request;
  giveContinue(raw);
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let moved = 0;
  let ended = raw.readableEnded;
  let failure: 'short_body' | 'upload_too_slow' | undefined;
  let wake = (): void => undefined;
  const take = (bytes: Buffer): void => {
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes >= WAITING_BYTES) raw.pause();
    wake();
  };
  const stop = (reason: typeof failure) => () => {
    ended ||= reason === undefined;
    failure ??= ended ? undefined : reason;
    wake();
  };
  const endings: [string, () => void][] = [
    ['end', stop(undefined)],
    ['error', stop('short_body')],
    ['close', stop('short_body')],
  ];
  for (const [event, listener] of endings) raw.on(event, listener);
  // Piece by piece: `read()` would join what has gathered, into new memory.
  raw.on('data', take);
  const done = transfers.watch(() => moved, stop('upload_too_slow'));
  try {
    for (;;) {
      const bytes = waiting.shift();
      if (bytes !== undefined) {
        moved += bytes.length;
        yield bytes;
        waitingBytes -= bytes.length;
        if (raw.socket instanceof Socket) giveBack(bytes);
      } else if (ended) return;
      else if (failure !== undefined) throw error(failure);
      else if (raw.destroyed && !raw.readableEnded) throw error('short_body');
      else {
        if (raw.isPaused()) raw.resume();
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    done();
    raw.off('data', take);
    raw.pause();
    for (const [event, listener] of endings) raw.off(event, listener);
    // Without a listener an error that comes later would end the process.
    raw.on('error', () => undefined);
  }
}

/**
 * Frees the memory of a piece from a socket that everybody has done with. Left to the collector, the pieces of 64 MiB make
 * it walk the whole heap once: 120 ms of processor time, a part of them with everybody waiting.
 */
function giveBack(bytes: Buffer): void {
  const { buffer } = bytes;
  const isOwn = bytes.length >= OWN_MEMORY_BYTES && bytes.length === buffer.byteLength;
  if (isOwn && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
