import { asDocuments } from './document.ts';
import type { Document } from './document.ts';
import type { BlockFormat, ObjectFilter } from './object-store-types.ts';
import { ServiceClient, unlessMissing } from './service-client.ts';
import type { ClientContext } from './service-client.ts';

/** The service answers at most this many entries at once. */
const PAGE = 10_000;

/** One account of the object store and its containers (spec/object-storage 2.1 to 2.3). */
export class ContainerClient extends ServiceClient {
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

  /** The same; nothing when there is no such container. */
  async findContainer(container: string): Promise<Record<string, string> | undefined> {
    return unlessMissing(this.containerHeaders(container));
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
  // Presence alone switches it on (spec/object-storage 1.2).
  if (filter.shared === true) query['shared'] = '';
  return query;
}
