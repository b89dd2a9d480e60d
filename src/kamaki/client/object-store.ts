import type { TransportReply } from '#contract/transport';
import { asDocument, asDocuments } from './document.ts';
import type { Document } from './document.ts';
import { encodePath, ServiceClient } from './service-client.ts';
import type { ClientContext } from './service-client.ts';

/** Sizes of the blocks that a container's files are cut into, and the hash they are named by. */
export interface BlockFormat {
  blockSize: number;
  blockHash: string;
}

/** The blocks of one object (spec/object-storage 2.4.2). `version` names exactly this content in later requests. */
export interface ObjectMap extends BlockFormat {
  bytes: number;
  hashes: string[];
  version: string;
  contentType: string;
  /** The object is the list of its parts: its own map says nothing about what a reader gets. */
  isManifest: boolean;
}

/** What an upload may say about the object beside its content. */
export interface ObjectWrite {
  contentType: string;
  /** False: refuse (412) when an object of that name is there already. */
  overwrite: boolean;
  headers: Record<string, string>;
}

/** Filters of a list of objects. */
export interface ObjectFilter {
  prefix?: string;
  delimiter?: string;
  marker?: string;
  limit?: number;
  shared?: boolean;
  public?: boolean;
  until?: string;
  meta?: string;
}

/** A source or destination of a copy. */
export interface ObjectPath {
  account: string;
  container: string;
  path: string;
}

/** The service answers at most this many entries at once. */
const PAGE = 10_000;
/** A block may travel slowly, but not for ever. */
const BLOCK_DEADLINE_MS = 5 * 60_000;

/** Containers and objects of one account (spec/object-storage 2). */
export class ObjectStoreClient extends ServiceClient {
  readonly account: string;

  constructor(address: string, account: string, context: ClientContext) {
    super(`${address.replace(/\/+$/, '')}/${encodeURIComponent(account)}`, context);
    this.account = account;
  }

  async containers(filter: ObjectFilter = {}): Promise<Document[]> {
    return this.list('', filter);
  }

  async objects(container: string, filter: ObjectFilter = {}): Promise<Document[]> {
    return this.list(`/${encodeURIComponent(container)}`, filter);
  }

  async accountHeaders(): Promise<Record<string, string>> {
    return (await this.call({ method: 'HEAD', path: '', expect: [200, 204] })).headers;
  }

  async containerHeaders(container: string): Promise<Record<string, string>> {
    const path = `/${encodeURIComponent(container)}`;
    const call = { method: 'HEAD', path, expect: [200, 204], what: `container ${container}` };
    return (await this.call(call)).headers;
  }

  async blockFormat(container: string): Promise<BlockFormat> {
    const headers = await this.containerHeaders(container);
    return {
      blockSize: Number(headers['x-container-block-size']),
      blockHash: headers['x-container-block-hash'] ?? '',
    };
  }

  /** True when it is new, false when it was there. `headers` carry policies and metadata. */
  async createContainer(container: string, headers: Record<string, string> = {}): Promise<boolean> {
    const reply = await this.call({
      method: 'PUT',
      path: `/${encodeURIComponent(container)}`,
      headers,
      expect: [201, 202],
    });
    return reply.status === 201;
  }

  async updateContainer(container: string, headers: Record<string, string>): Promise<void> {
    const path = `/${encodeURIComponent(container)}`;
    await this.call({ method: 'POST', path, query: { update: '' }, headers, expect: [202] });
  }

  async emptyContainer(container: string): Promise<void> {
    const path = `/${encodeURIComponent(container)}`;
    await this.call({ method: 'DELETE', path, query: { delimiter: '/' }, expect: [204] });
  }

  async deleteContainer(container: string): Promise<void> {
    await this.call({ method: 'DELETE', path: `/${encodeURIComponent(container)}`, expect: [204] });
  }

  async objectHeaders(container: string, path: string, version?: string): Promise<Record<string, string>> {
    const query: Record<string, string> = version === undefined ? {} : { version };
    const what = `file /${container}/${path}`;
    const call = { method: 'HEAD', path: objectPath(container, path), query, expect: [200], what };
    return (await this.call(call)).headers;
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
  ): Promise<TransportReply> {
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

  /** Other accounts that share something with this user. */
  async sharers(): Promise<Document[]> {
    const top = new ServiceClient(this.address.slice(0, this.address.lastIndexOf('/')), this.context);
    const reply = await top.call({ method: 'GET', path: '', query: { format: 'json' }, expect: [200, 204] });
    return reply.body.length === 0 ? [] : asDocuments(reply.json(), 'the list');
  }

  /** `X-Account-Group-NAME: uuid,uuid`; an empty value deletes the group. */
  async updateAccount(headers: Record<string, string>): Promise<void> {
    await this.call({ method: 'POST', path: '', query: { update: '' }, headers, expect: [202] });
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

  /** Follows the pages until the list, or the wanted number of entries, is whole. */
  private async list(path: string, filter: ObjectFilter): Promise<Document[]> {
    const found: Document[] = [];
    const wanted = filter.limit ?? Infinity;
    let marker = filter.marker;
    while (found.length < wanted) {
      const limit = Math.min(PAGE, wanted - found.length);
      const reply = await this.call({
        method: 'GET',
        path,
        query: listQuery(filter, marker, limit),
        expect: [200, 204],
      });
      const page = reply.body.length === 0 ? [] : asDocuments(reply.json(), 'the list');
      found.push(...page);
      const last = page.at(-1);
      if (page.length < limit || last === undefined) break;
      marker = String(last['name'] ?? last['subdir']);
    }
    return found;
  }
}

function listQuery(filter: ObjectFilter, marker: string | undefined, limit: number): Record<string, string> {
  const query: Record<string, string> = { format: 'json', limit: String(limit) };
  if (marker !== undefined) query['marker'] = marker;
  for (const key of ['prefix', 'delimiter', 'until', 'meta'] as const) {
    const value = filter[key];
    if (value !== undefined && value !== '') query[key] = value;
  }
  // Presence alone switches these on (spec/object-storage 1.2).
  if (filter.shared === true) query['shared'] = '';
  if (filter.public === true) query['public'] = '';
  return query;
}

function objectPath(container: string, path: string): string {
  return `/${encodeURIComponent(container)}/${encodePath(path)}`;
}
