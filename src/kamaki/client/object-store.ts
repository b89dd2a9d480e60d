import { ContainerClient } from './container-client.ts';
import { asDocument } from './document.ts';
import type { ObjectMap, ObjectPath, ObjectWrite } from './object-store-types.ts';
import { encodePath, unlessMissing } from './service-client.ts';

/** A block may travel slowly, but not for ever. */
const BLOCK_DEADLINE_MS = 5 * 60_000;

/** Containers and objects of one account (spec/object-storage 2). */
export class ObjectStoreClient extends ContainerClient {
  async objectHeaders(container: string, path: string, version?: string): Promise<Record<string, string>> {
    const query: Record<string, string> = version === undefined ? {} : { version };
    const what = `file /${container}/${path}`;
    const call = { method: 'HEAD', path: objectPath(container, path), query, expect: [200], what };
    return (await this.call(call)).headers;
  }

  /** The same; nothing when there is no such object, or no such container. */
  async findObject(container: string, path: string): Promise<Record<string, string> | undefined> {
    return unlessMissing(this.objectHeaders(container, path));
  }

  async objectMap(container: string, path: string, version?: string): Promise<ObjectMap> {
    const query = { format: 'json', hashmap: 'True', ...(version === undefined ? {} : { version }) };
    const reply = await this.call({ method: 'GET', path: objectPath(container, path), query, expect: [200] });
    const map = asDocument(reply.json(), 'the map of the object');
    return {
      bytes: Number(map['bytes']),
      blockSize: Number(map['block_size']),
      blockHash: String(map['block_hash']),
      hashes: Array.isArray(map['hashes']) ? map['hashes'].map(String) : [],
      version: reply.headers['x-object-version'] ?? '',
      contentType: reply.headers['content-type'] ?? '',
      isManifest: 'x-object-manifest' in reply.headers,
    };
  }

  /** Makes the object of blocks that are there. Empty answer: it is made. Else: the hashes of the blocks to send first. */
  async putMap(
    container: string,
    path: string,
    map: { bytes: number; hashes: string[] },
    write: ObjectWrite,
  ): Promise<string[]> {
    const reply = await this.call({
      method: 'PUT',
      path: objectPath(container, path),
      query: { format: 'json', hashmap: 'True' },
      headers: {
        'content-type': write.contentType,
        ...(write.overwrite ? {} : { 'if-none-match': '*' }),
        ...write.headers,
      },
      body: JSON.stringify(map),
      expect: [201, 409],
      deadlineMs: BLOCK_DEADLINE_MS,
    });
    if (reply.status === 201) return [];
    const missing = reply.json();
    if (!Array.isArray(missing)) throw new TypeError('the list of missing blocks is not a list');
    return missing.map(String);
  }

  /** Sends one block; answers the hash the service has it under. */
  async putBlock(container: string, block: Uint8Array): Promise<string> {
    const reply = await this.call({
      method: 'POST',
      path: `/${encodeURIComponent(container)}`,
      query: { update: '', format: 'json' },
      headers: { 'content-type': 'application/octet-stream' },
      body: block,
      expect: [202],
      deadlineMs: BLOCK_DEADLINE_MS,
    });
    const hashes = reply.json();
    return Array.isArray(hashes) ? String(hashes[0]) : '';
  }

  /** The bytes from `start` to `end` (both included) of one version. */
  async readRange(
    container: string,
    path: string,
    version: string,
    start: number,
    end: number,
  ): Promise<Buffer> {
    const reply = await this.call({
      method: 'GET',
      path: objectPath(container, path),
      query: version === '' ? {} : { version },
      headers: { range: `bytes=${start}-${end}`, accept: '*/*' },
      expect: [206],
      deadlineMs: BLOCK_DEADLINE_MS,
    });
    return reply.body;
  }

  /** The content as a stream; `range` as in HTTP without its unit (`0-99`, `-5`). */
  async read(
    container: string,
    path: string,
    options: { version?: string; range?: string } = {},
  ): Promise<{ headers: Record<string, string>; chunks: AsyncIterable<Uint8Array> }> {
    return this.stream({
      method: 'GET',
      path: objectPath(container, path),
      query: options.version === undefined ? {} : { version: options.version },
      headers: { accept: '*/*', ...(options.range === undefined ? {} : { range: `bytes=${options.range}` }) },
      expect: [200, 206],
    });
  }

  async createObject(container: string, path: string, contentType: string): Promise<void> {
    const headers = { 'content-type': contentType };
    await this.call({ method: 'PUT', path: objectPath(container, path), headers, expect: [201] });
  }

  /** `headers` carry metadata, sharing or publishing; what they do not name stays. */
  async updateObject(container: string, path: string, headers: Record<string, string>): Promise<void> {
    await this.call({
      method: 'POST',
      path: objectPath(container, path),
      query: { update: '' },
      headers,
      expect: [202],
    });
  }

  /** Writes into an object that is there. `range` is the Content-Range: `bytes 5-9/*`, or bytes, star, slash, star to append. */
  async writeRange(container: string, path: string, range: string, bytes: Uint8Array): Promise<void> {
    await this.call({
      method: 'POST',
      path: objectPath(container, path),
      query: { update: '' },
      headers: { 'content-type': 'application/octet-stream', 'content-range': range },
      body: bytes,
      expect: [202, 204],
      deadlineMs: BLOCK_DEADLINE_MS,
    });
  }

  /** Cuts the object to a size below its own. */
  async truncate(container: string, path: string, size: number): Promise<void> {
    await this.call({
      method: 'POST',
      path: objectPath(container, path),
      query: { update: '' },
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes 0-${Math.max(size - 1, 0)}/*`,
        'x-object-bytes': String(size),
        'x-source-object': `/${encodePath(`${container}/${path}`)}`,
      },
      expect: [202, 204],
    });
  }

  /** `recursive`: everything under `path/` too. */
  async deleteObject(container: string, path: string, recursive: boolean): Promise<void> {
    const query: Record<string, string> = recursive ? { delimiter: '/' } : {};
    await this.call({ method: 'DELETE', path: objectPath(container, path), query, expect: [204] });
  }

  /** Copies or moves into this account. `headers`: content type, publishing, conditions. */
  async transfer(
    verb: 'copy' | 'move',
    source: ObjectPath & { version?: string },
    container: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<void> {
    await this.call({
      method: 'PUT',
      path: objectPath(container, path),
      query: 'content-type' in headers ? {} : { ignore_content_type: '' },
      headers: {
        [`x-${verb}-from`]: `/${encodePath(`${source.container}/${source.path}`)}`,
        'x-source-account': source.account,
        ...(source.version === undefined ? {} : { 'x-source-version': source.version }),
        ...headers,
      },
      expect: [201],
    });
  }

  /** `[version, unix seconds]` pairs, oldest first. */
  async versions(container: string, path: string): Promise<[string, string][]> {
    const query = { version: 'list', format: 'json' };
    const reply = await this.call({ method: 'GET', path: objectPath(container, path), query, expect: [200] });
    const list = asDocument(reply.json(), 'the answer')['versions'];
    return (Array.isArray(list) ? list : []).map((entry: unknown) => {
      const [version, time] = Array.isArray(entry) ? (entry as unknown[]) : [];
      return [String(version), String(time)];
    });
  }
}

function objectPath(container: string, path: string): string {
  return `/${encodeURIComponent(container)}/${encodePath(path)}`;
}
