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

/** The hash of every block of the file, in order. Throws when the file cannot be read or `signal` aborts. */
export function hashFile(
  file: File,
  options: { blockSize: number; signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<string[]> {
  worker ??= new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
  const shared = worker;
  const id = (lastId += 1);
  return new Promise((resolve, reject) => {
    const finish = () => {
      shared.removeEventListener('message', listen);
      options.signal.removeEventListener('abort', stop);
    };
    const stop = () => {
      finish();
      reject(new DOMException('stopped', 'AbortError'));
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
    options.signal.addEventListener('abort', stop);
    shared.postMessage({ id, file, blockSize: options.blockSize });
  });
}
