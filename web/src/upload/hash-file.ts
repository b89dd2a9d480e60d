import { unreachable } from '../api/http.ts';

interface Answer {
  id: number;
  done?: number;
  hashes?: string[];
  failure?: string;
}

let worker: Worker | undefined;
let lastId = 0;

/** Whether this page may hash: browsers offer it over HTTPS and on the own machine only. */
export function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** What was hashed once is not hashed again when an upload goes on; a browser refuses to read a file that changed since. */
const known = new WeakMap<File, { blockSize: number; hashes: string[] }>();

/**
 * The hash of every block of the file, in order. Throws AbortError when `signal` aborts, ApiError when the script that
 * hashes cannot be had, Error when the file cannot be read.
 */
export async function hashFile(
  file: File,
  options: { blockSize: number; signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<string[]> {
  const before = known.get(file);
  if (before?.blockSize === options.blockSize) return before.hashes;
  options.signal.throwIfAborted();
  const hashes = await hashAnew(file, options);
  known.set(file, { blockSize: options.blockSize, hashes });
  return hashes;
}

function hashAnew(
  file: File,
  options: { blockSize: number; signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<string[]> {
  worker ??= new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
  const shared = worker;
  const id = (lastId += 1);
  return new Promise((resolve, reject) => {
    const finish = () => {
      shared.removeEventListener('message', listen);
      shared.removeEventListener('error', lose);
      options.signal.removeEventListener('abort', stop);
    };
    const stop = () => {
      finish();
      shared.postMessage({ stop: id });
      reject(new DOMException('stopped', 'AbortError'));
    };
    const lose = () => {
      finish();
      if (worker === shared) worker = undefined;
      reject(unreachable('hash-worker'));
    };
    const listen = ({ data }: MessageEvent<Answer>) => {
      if (data.id !== id) return;
      if (data.done !== undefined) options.onProgress(data.done);
      if (data.hashes !== undefined) {
        finish();
        resolve(data.hashes);
      } else if (data.failure !== undefined) {
        finish();
        reject(new Error(data.failure));
      }
    };
    shared.addEventListener('message', listen);
    shared.addEventListener('error', lose);
    options.signal.addEventListener('abort', stop);
    shared.postMessage({ id, file, blockSize: options.blockSize });
  });
}
