import type { Readable } from 'node:stream';
import { MAX_LINE_BYTES } from './requests.ts';

/** Calls `take` with every line of a stream; `end` once, when the stream ends or somebody sends a line that is too long. */
export function readLines(stream: Readable, take: (line: string) => void, end: () => void): void {
  let rest = Buffer.alloc(0);
  stream.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    for (let at = rest.indexOf(0x0a); at !== -1; at = rest.indexOf(0x0a)) {
      const line = rest.subarray(0, at);
      rest = rest.subarray(at + 1);
      if (line.length > MAX_LINE_BYTES) return void stream.destroy();
      take(line.toString('utf8'));
    }
    if (rest.length > MAX_LINE_BYTES) stream.destroy();
  });
  stream.on('error', () => stream.destroy());
  stream.once('close', end);
}
