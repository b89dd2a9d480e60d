import { type Caller, type ClientAnswer, type ClientCall, ContractClient } from './client.ts';
import type { ReadReply, Replies } from './client.ts';
import {
  type AccountFacts,
  accountFacts,
  type ContainerChange,
  type ContainerFacts,
  containerFacts,
  containerHeaders,
  groupHeader,
} from './object-headers.ts';

/** The service answers at most this many entries at once. */
const PAGE = 10_000;

/** Which entries of a list. */
export interface ListFilter {
  prefix?: string | undefined;
  delimiter?: string | undefined;
  /** Only names after this one. */
  marker?: string | undefined;
  limit?: number | undefined;
  shared?: boolean;
  /** As it was then: seconds since 1970. */
  until?: string | undefined;
  /** Such as `key`, `!key` and `key=value`. */
  meta?: string | undefined;
}

type Lists = 'containers' | 'objects';

/** A part of a list, and the marker that the next part begins after; none at the end. */
export interface ListPage<Row> {
  rows: Row[];
  next: string | undefined;
}

/** One account of the object store and its containers (spec/object-storage 2.1 to 2.3). Calls go to the address of the whole store. */
export class ContainerClient<Bytes = never> extends ContractClient<Bytes> {
  readonly account: string;

  constructor(account: string, call: Caller<Bytes>, read: ReadReply) {
    super(call, read);
    this.account = account;
  }

  /** Other accounts that share something with who asks. */
  async sharers(): Promise<Replies['accounts']> {
    return this.rowsOf('accounts', await this.call({ method: 'GET', path: '', query: { format: 'json' } }));
  }

  async facts(): Promise<AccountFacts> {
    return accountFacts((await this.call({ method: 'HEAD', path: this.path() })).headers);
  }

  /** A group of users to share with, whole; without members it goes. */
  async setGroup(name: string, members: readonly string[]): Promise<void> {
    const headers = groupHeader(name, members);
    await this.call({ method: 'POST', path: this.path(), query: { update: '' }, headers });
  }

  /** Follows the pages until the list, or the wanted number of entries, is whole. */
  containers(filter: ListFilter = {}): Promise<Replies['containers']> {
    return this.#whole('containers', this.path(), filter);
  }

  /** The same for what a container has. */
  objects(container: string, filter: ListFilter = {}): Promise<Replies['objects']> {
    return this.#whole('objects', this.path(container), filter);
  }

  objectsPage(
    container: string,
    filter: ListFilter & { limit: number },
  ): Promise<ListPage<Replies['objects'][number]>> {
    return this.#page('objects', this.path(container), filter);
  }

  async container(container: string): Promise<ContainerFacts> {
    return containerFacts((await this.call(this.#head(container))).headers);
  }

  /** The same; undefined when there is no such container. */
  async findContainer(container: string): Promise<ContainerFacts | undefined> {
    const { status, headers } = await this.call({ ...this.#head(container), accept: [404] });
    return status === 404 ? undefined : containerFacts(headers);
  }

  /** True when it is new, false when it was there. */
  async createContainer(container: string, change: ContainerChange = {}): Promise<boolean> {
    const call = { method: 'PUT', path: this.path(container), headers: containerHeaders(change) } as const;
    return (await this.call(call)).status === 201;
  }

  async changeContainer(container: string, change: ContainerChange): Promise<void> {
    const headers = containerHeaders(change);
    await this.call({ method: 'POST', path: this.path(container), query: { update: '' }, headers });
  }

  /** Deletes all that it has; it stays. */
  async emptyContainer(container: string): Promise<void> {
    await this.call({ method: 'DELETE', path: this.path(container), query: { delimiter: '/' }, slow: true });
  }

  async deleteContainer(container: string): Promise<void> {
    await this.call({ method: 'DELETE', path: this.path(container) });
  }

  /** The path of a container or an object, each part encoded. */
  protected path(container?: string, name?: string): string {
    const whole = [this.account, ...(container === undefined ? [] : [container])];
    return `/${[...whole, ...(name === undefined ? [] : name.split('/'))].map(encodePart).join('/')}`;
  }

  protected rowsOf<Name extends 'accounts' | Lists>(name: Name, answer: ClientAnswer): Replies[Name] {
    return answer.text === '' ? ([] as Replies[Name]) : this.readAnswer(name, answer);
  }

  #head(container: string) {
    return { method: 'HEAD', path: this.path(container), what: `container ${container}` } as const;
  }

  async #whole<Name extends Lists>(name: Name, path: string, filter: ListFilter): Promise<Replies[Name]> {
    const found: Replies[Lists][number][] = [];
    const wanted = filter.limit ?? Infinity;
    let { marker } = filter;
    do {
      const limit = Math.min(PAGE, wanted - found.length);
      const page = await this.#page(name, path, { ...filter, marker, limit });
      found.push(...page.rows);
      marker = page.next;
    } while (marker !== undefined && found.length < wanted);
    return found as Replies[Name];
  }

  async #page<Name extends Lists>(
    name: Name,
    path: string,
    filter: ListFilter & { limit: number },
  ): Promise<ListPage<Replies[Name][number]>> {
    const { shared, limit, ...rest } = filter;
    const query: ClientCall['query'] = {
      format: 'json',
      ...rest,
      limit: String(limit),
      shared: shared === true ? '' : undefined, // presence alone switches it on (spec/object-storage 1.2)
    };
    const rows: Replies[Name][number][] = this.rowsOf(name, await this.call({ method: 'GET', path, query }));
    const last = rows.length < limit ? undefined : rows.at(-1);
    return { rows, next: last && ('subdir' in last ? last.subdir : last.name) };
  }
}

function encodePart(part: string): string {
  if (!part.isWellFormed()) throw new TypeError(`The name ${JSON.stringify(part)} is not valid Unicode.`);
  return encodeURIComponent(part);
}
