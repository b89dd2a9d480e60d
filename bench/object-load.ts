import { drive, freshBodies, type Rate } from './load.ts';
import { processorSeconds, uploadTogether } from './uploads.ts';

/** An object store that answers to the API of Swift: this cloud, or the peer beside it. */
export interface ObjectStore {
  name: string;
  url: string;
  /** The process that is the ancestor of all of its own. */
  pid: number;
  token: string;
  /** Path of the account. */
  root: string;
  stop(): Promise<void>;
}

/** What a large upload sends. */
export const LARGE_BYTES = 64 * 1024 * 1024;
/** Uploads of each round. */
const UPLOADS = 12;

export type Note = (what: string, measured: string, aim?: string) => void;

export const rate = ({ perSecond, p99Ms }: Rate): string => `${Math.round(perSecond)}/s, p99 ${p99Ms} ms`;

/** Uploads of 64 MiB, one and four at once. */
export async function measureLargeUploads(store: ObjectStore, note: Note): Promise<void> {
  const container = await makeContainer(store, 'large');
  for (const clients of [1, 4]) {
    const load = {
      clients,
      count: UPLOADS / clients,
      sizeBytes: LARGE_BYTES,
      path: `${container}/${clients}-at-once`,
    };
    const { megabytesPerSecond, processorMs } = await uploadTogether(store, store, load);
    note(
      `PUT of 64 MiB, ${clients} at once`,
      `${megabytesPerSecond.toFixed(0)} MB/s, ${processorMs.toFixed(0)} ms of CPU each`,
      clients === 1 ? 'over 263 MB/s' : 'over 379 MB/s',
    );
  }
}

/** Copies and deletes of small objects; every one is of a name of its own. */
export async function measureChanges(store: ObjectStore, note: Note): Promise<void> {
  const container = await makeContainer(store, 'changes');
  const headers = { 'x-auth-token': store.token };
  const typed = { ...headers, 'content-type': 'application/octet-stream' };
  let stored = 0;
  const fresh = (): string => `${container}/source-${(stored += 1)}`;
  const body = freshBodies(4096);
  await drive(store, { connections: 64, method: 'PUT', path: fresh, headers: typed, body });
  for (const [what, method, aim] of [
    ['COPY', 'PUT', ''],
    ['DELETE', 'DELETE', 'over 302/s'],
  ] as const) {
    let next = 0;
    // A copy is a PUT here: the loader does not know the method COPY.
    const path = (): string => `${container}/${what === 'COPY' ? 'copy' : 'source'}-${(next += 1)}`;
    const freshHeaders = (): Record<string, string> =>
      what === 'COPY' ? { 'x-copy-from': `/changes/source-${next}`, 'content-length': '0' } : {};
    const before = processorSeconds(store.pid);
    const requests = Math.floor(stored / 2);
    const result = await drive(store, { connections: 16, method, path, headers, freshHeaders, requests });
    const processorMs = ((processorSeconds(store.pid) - before) * 1000) / result.total;
    note(`${what} of 4 KiB, 16 at once`, `${rate(result)}, ${processorMs.toFixed(1)} ms of CPU each`, aim);
  }
}

async function makeContainer({ url, root, token }: ObjectStore, name: string): Promise<string> {
  const path = `${root}/${name}`;
  const reply = await fetch(url + path, { method: 'PUT', headers: { 'x-auth-token': token } });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return path;
}
