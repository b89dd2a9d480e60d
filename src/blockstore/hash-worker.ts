import { createHash, type Hash, hash } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { trailerOf } from './trailer.ts';

/** Whoever answers requests goes first. */
const HASHING_PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;

/** What a thread is asked. Bytes lie in memory that it shares with whoever asks. */
export type HashTask =
  | { kind: 'block'; task: number; bytes: Uint8Array; room?: Uint8Array }
  | { kind: 'update'; task: number; stream: number; bytes: Uint8Array }
  | { kind: 'digest'; task: number; stream: number }
  | { kind: 'drop'; stream: number };

export interface HashAnswer {
  task: number;
  /** Hex; nothing for an update. */
  digest: string;
}

if (process.platform === 'linux') setPriority(HASHING_PRIORITY); // there it is that of the calling thread alone

const streams = new Map<number, Hash>();

function answer(request: HashTask): string | undefined {
  if (request.kind === 'block') {
    const id = hash('sha256', request.bytes, 'hex');
    if (request.room !== undefined) layTrailer(id, request.bytes, request.room);
    return id;
  }
  const stream = streams.get(request.stream) ?? createHash('md5');
  if (request.kind === 'update') {
    streams.set(request.stream, stream.update(request.bytes));
    return '';
  }
  streams.delete(request.stream);
  return request.kind === 'digest' ? stream.digest('hex') : undefined;
}

function layTrailer(id: string, content: Uint8Array, room: Uint8Array): void {
  const trailer = trailerOf(id, content);
  room.set(trailer);
  room.fill(0, trailer.length);
}

parentPort?.on('message', (request: HashTask) => {
  const digest = answer(request);
  if (digest !== undefined && request.kind !== 'drop')
    parentPort?.postMessage({ task: request.task, digest } satisfies HashAnswer);
});
