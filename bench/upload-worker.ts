import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** What a worker is given. */
export interface UploadOrder {
  url: string;
  path: string;
  token: string;
  sizeBytes: number;
  /** Uploads one after the other; without end when 0. */
  count: number;
}

/*
 * Sends objects of one size, one after the other, from a thread of its own, so that the load does not stand in the way of
 * what measures. Says `true` after each.
 */
const { url, path, token, sizeBytes, count } = workerData as UploadOrder;
const PIECE = 256 * 1024;
const body = randomBytes(sizeBytes);
const agent = new http.Agent({ keepAlive: true });

for (let sent = 0; count === 0 || sent < count; sent += 1) {
  // Every block has to be new: what is stored already would not be what an upload costs.
  for (let at = 0; at < sizeBytes; at += PIECE) body.writeUInt32BE(Math.floor(Math.random() * 2 ** 32), at);
  const status = await upload(`${path}-${sent}`);
  if (status !== 201) throw new Error(`${path}-${sent}: ${status}`);
  parentPort?.postMessage(true);
}
agent.destroy();

function upload(name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(url + name, {
      method: 'PUT',
      agent,
      headers: { 'x-auth-token': token, 'content-length': sizeBytes },
    });
    request.on('error', reject);
    request.on('response', (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode ?? 0));
    });
    let at = 0;
    const go = (): void => {
      while (at < sizeBytes) {
        const piece = body.subarray(at, at + PIECE);
        at += piece.length;
        if (!request.write(piece)) {
          request.once('drain', go);
          return;
        }
      }
      request.end();
    };
    go();
  });
}
