import type { IncomingMessage } from 'node:http';
import { giveContinue } from './expect-continue.ts';

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
