import { createHash, type Hash, hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** What a thread is asked. Bytes lie in memory that it shares with whoever asks. */
export type HashTask =
  | { kind: 'block'; task: number; bytes: Uint8Array }
  | { kind: 'update'; task: number; stream: number; bytes: Uint8Array }
  | { kind: 'digest'; task: number; stream: number }
  | { kind: 'drop'; stream: number };

export interface HashAnswer {
  task: number;
  /** Hex; nothing for an update. */
  digest: string;
}

const streams = new Map<number, Hash>();

function answer(request: HashTask): string | undefined {
  if (request.kind === 'block') return hash('sha256', request.bytes, 'hex');
  const stream = streams.get(request.stream) ?? createHash('md5');
  if (request.kind === 'update') {
    streams.set(request.stream, stream.update(request.bytes));
    return '';
  }
  streams.delete(request.stream);
  return request.kind === 'digest' ? stream.digest('hex') : undefined;
}

parentPort?.on('message', (request: HashTask) => {
  const digest = answer(request);
  if (digest !== undefined && request.kind !== 'drop')
    parentPort?.postMessage({ task: request.task, digest } satisfies HashAnswer);
});
