import { ContractClient, type Replies } from './client.ts';
import type { ServerDeed } from './compute-administration.ts';
import type { NetworkType } from './network-words.ts';

/** Which machines are wanted. */
export interface ServersQuestion {
  offset?: number;
  /** 1000 at most, 100 unless said. */
  limit?: number;
  /** Part of the name, or the number. */
  match?: string;
  /** Uuid of the owner. */
  owner?: string;
  project?: string;
  status?: 'ACTIVE' | 'STOPPED' | 'BUILD' | 'ERROR' | 'DELETED';
  backend?: number;
  suspended?: boolean;
  /** The newest first, or by name; `down` is the other way round. */
  order?: 'created' | 'name';
  down?: boolean;
}

/** Which part of a list: 1000 at most, 100 unless said. */
interface Part {
  offset?: number;
  limit?: number;
}

/** Which networks are wanted. */
export interface NetworksQuestion extends Part {
  /** Part of the name, the number, or the bridge. */
  match?: string;
  owner?: string;
  project?: string;
  type?: NetworkType;
  public?: boolean;
  drained?: boolean;
  /** Deleted ones instead of live ones. */
  deleted?: boolean;
  /** The newest first, or by name; `down` is the other way round. */
  order?: 'created' | 'name';
  down?: boolean;
}

/** Which addresses in use are wanted. */
export interface AddressesQuestion extends Part {
  /** The address, or what it begins with. */
  match?: string;
  network?: number;
  /** Uuid of who holds it. */
  owner?: string;
  floating?: boolean;
}

/** Of which address or of which server; `day` is a date such as `2026-11-30`, in UTC. */
export interface HoldingsQuestion extends Part {
  address?: string;
  server?: number;
  day?: string;
}

/** Which pools are wanted. */
export interface PoolsQuestion extends Part {
  kind?: 'bridge' | 'mac-prefix' | 'ipv4';
  network?: number;
  public?: boolean;
  order?: 'id' | 'fullest';
}

/** A question as words of a query; what is undefined is not in it. */
const words = (question: object): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(question).map(([name, value]: [string, string | number | boolean | undefined]) => [
      name,
      value?.toString(),
    ]),
  );

/** Machines, networks and back ends of the whole cloud, for administrators; to all others there is nothing there. */
export class ComputeAdministrationClient extends ContractClient {
  servers(question: ServersQuestion = {}, signal?: AbortSignal): Promise<Replies['administeredServers']> {
    return this.#list('administeredServers', '/servers', question, signal);
  }

  server(id: number): Promise<Replies['administeredServer']> {
    return this.ask('administeredServer', { method: 'GET', path: `/servers/${id}` });
  }

  /** Does one deed; refused as the owner would be, but that suspended machines obey. */
  act(id: number, deed: ServerDeed): Promise<Replies['administeredServer']> {
    return this.ask('administeredServer', { method: 'POST', path: `/servers/${id}/action`, json: deed });
  }

  async backends(): Promise<Replies['administeredBackends']['backends']> {
    return (await this.ask('administeredBackends', { method: 'GET', path: '/backends' })).backends;
  }

  /** What was asked of a machine, by whom and how it ended, from the newest or from what was before one of them. */
  async activity(id: number, before?: string): Promise<Replies['activity']['activity']> {
    const path = `/servers/${id}/activity`;
    return (await this.ask('activity', { method: 'GET', path, query: { before } })).activity;
  }

  networks(question: NetworksQuestion = {}, signal?: AbortSignal): Promise<Replies['administeredNetworks']> {
    return this.#list('administeredNetworks', '/networks', question, signal);
  }

  async network(id: number): Promise<Replies['administeredNetwork']['network']> {
    return (await this.ask('administeredNetwork', { method: 'GET', path: `/networks/${id}` })).network;
  }

  addresses(
    question: AddressesQuestion = {},
    signal?: AbortSignal,
  ): Promise<Replies['administeredAddresses']> {
    return this.#list('administeredAddresses', '/addresses', question, signal);
  }

  /** Which servers had an address, or which addresses a server had, the newest first. */
  holdings(question: HoldingsQuestion, signal?: AbortSignal): Promise<Replies['addressHoldings']> {
    return this.#list('addressHoldings', '/addresses/history', question, signal);
  }

  pools(question: PoolsQuestion = {}, signal?: AbortSignal): Promise<Replies['administeredPools']> {
    return this.#list('administeredPools', '/pools', question, signal);
  }

  #list<Name extends keyof Replies>(name: Name, path: string, question: object, signal?: AbortSignal) {
    return this.ask(name, { method: 'GET', path, query: words(question), signal });
  }
}
