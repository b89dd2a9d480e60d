import type { z } from 'zod';
import { ContractClient, type Replies } from './client.ts';
import type { Keypair } from './compute.ts';
import type { NewServer } from './new-server.ts';
import type { StatisticsPeriod } from './statistics-words.ts';

/** What a new server is asked for with. */
export type NewServerRequest = z.input<typeof NewServer>;

/** Arguments of the actions on a server that answer nothing. */
export interface ServerActions {
  start: Record<string, never>;
  shutdown: Record<string, unknown>;
  reboot: { type?: 'SOFT' | 'HARD' };
  resize: { flavorRef: number | string };
  rescue: { rescue_image_ref?: number | string };
  unrescue: Record<string, never>;
  reassign: { project: string; shared_to_project?: boolean };
  firewallProfile: { profile: 'ENABLED' | 'DISABLED' | 'PROTECTED'; nic: number | string };
  addFloatingIp: { address: string };
  removeFloatingIp: { address: string };
}

const serverPath = (id: number | string, rest = ''): string => `/servers/${encodeURIComponent(id)}${rest}`;
const tagPath = (id: number | string, tag: string): string =>
  serverPath(id, `/tags/${encodeURIComponent(tag)}`);
const keyPath = (name: string): string => `/os-keypairs/${encodeURIComponent(name)}`;

/** Servers, flavors, images as compute sees them, and SSH keys (spec/compute-api 1, 2, 5.1). */
export class ComputeClient extends ContractClient {
  /**
   * All servers in full, or with `since` (ISO 8601) those changed after it, deleted ones among them. `date` is the service's own
   * clock when it answered, to go on from.
   */
  async servers(since?: string): Promise<Replies['servers'] & { date: string | undefined }> {
    const query = { 'changes-since': since };
    const answer = await this.call({ method: 'GET', path: '/servers/detail', query, accept: [304] });
    const { servers } = answer.status === 304 ? { servers: [] } : this.readAnswer('servers', answer);
    return { servers, date: answer.headers['date'] };
  }

  async briefServers(since?: string): Promise<Replies['briefServers']['servers']> {
    const query = { 'changes-since': since };
    const answer = await this.call({ method: 'GET', path: '/servers', query, accept: [304] });
    return answer.status === 304 ? [] : this.readAnswer('briefServers', answer).servers;
  }

  async server(id: number | string): Promise<Replies['server']['server']> {
    return (await this.ask('server', { method: 'GET', path: serverPath(id) })).server;
  }

  /** Orders a server; it is answered with its password in `adminPass`. */
  async createServer(server: NewServerRequest): Promise<Replies['server']['server']> {
    return (await this.ask('server', { method: 'POST', path: '/servers', json: { server } })).server;
  }

  async renameServer(id: number | string, name: string): Promise<void> {
    await this.call({ method: 'PUT', path: serverPath(id), json: { server: { name } } });
  }

  async deleteServer(id: number | string): Promise<void> {
    await this.call({ method: 'DELETE', path: serverPath(id) });
  }

  /** Orders an action; it is done when the server's task is cleared. */
  async act<Action extends keyof ServerActions>(
    id: number | string,
    action: Action,
    args: ServerActions[Action],
  ): Promise<void> {
    await this.call({ method: 'POST', path: serverPath(id, '/action'), json: { [action]: args } });
  }

  async addTag(id: number | string, tag: string): Promise<void> {
    await this.call({ method: 'PUT', path: tagPath(id, tag) });
  }

  async removeTag(id: number | string, tag: string): Promise<void> {
    await this.call({ method: 'DELETE', path: tagPath(id, tag) });
  }

  /** The way to a server's screen; its ticket is good for one connection within 30 seconds. */
  async openConsole(id: number | string, type: string): Promise<Replies['console']['console']> {
    const call = { method: 'POST', path: serverPath(id, '/action'), json: { console: { type } } } as const;
    return (await this.ask('console', call)).console;
  }

  /** How busy a server was in a period up to now. */
  async statistics(
    id: number | string,
    period: StatisticsPeriod,
  ): Promise<Replies['statistics']['statistics']> {
    const call = { method: 'GET', path: serverPath(id, '/statistics'), query: { period } } as const;
    return (await this.ask('statistics', call)).statistics;
  }

  /** The password that waits until it is kept, or undefined when none does. */
  async password(id: number | string): Promise<Replies['password'] | undefined> {
    const accept = [404, 403, 400, 405, 501];
    const answer = await this.call({ method: 'GET', path: serverPath(id, '/password'), accept });
    return answer.status >= 400 ? undefined : this.readAnswer('password', answer);
  }

  async forgetPassword(id: number | string): Promise<void> {
    await this.call({ method: 'DELETE', path: serverPath(id, '/password'), accept: [404] });
  }

  diagnostics(id: number | string): Promise<Replies['diagnostics']> {
    return this.ask('diagnostics', { method: 'GET', path: serverPath(id, '/diagnostics') });
  }

  /** Addresses of pictures of what it did, good for one hour. */
  async graphs(id: number | string): Promise<Replies['graphs']['stats']> {
    return (await this.ask('graphs', { method: 'GET', path: serverPath(id, '/stats') })).stats;
  }

  /** What was asked of a server, newest first: the first 50, or those before one that is known. */
  async activity(id: number | string, before?: string): Promise<Replies['activity']['activity']> {
    const query = { before };
    return (await this.ask('activity', { method: 'GET', path: serverPath(id, '/activity'), query })).activity;
  }

  addresses(id: number | string): Promise<Replies['addresses']> {
    return this.ask('addresses', { method: 'GET', path: serverPath(id, '/ips') });
  }

  /** Sets these keys; others stay. */
  async setMetadata(id: number | string, metadata: Record<string, string>): Promise<void> {
    await this.call({ method: 'POST', path: serverPath(id, '/metadata'), json: { metadata } });
  }

  async deleteMetadata(id: number | string, key: string): Promise<void> {
    await this.call({ method: 'DELETE', path: serverPath(id, `/metadata/${encodeURIComponent(key)}`) });
  }

  async flavors(): Promise<Replies['flavors']['flavors']> {
    return (await this.ask('flavors', { method: 'GET', path: '/flavors/detail' })).flavors;
  }

  async briefFlavors(): Promise<Replies['briefFlavors']['flavors']> {
    return (await this.ask('briefFlavors', { method: 'GET', path: '/flavors' })).flavors;
  }

  async flavor(id: number | string): Promise<Replies['flavor']['flavor']> {
    return (await this.ask('flavor', { method: 'GET', path: `/flavors/${encodeURIComponent(id)}` })).flavor;
  }

  async images(): Promise<Replies['computeImages']['images']> {
    return (await this.ask('computeImages', { method: 'GET', path: '/images/detail' })).images;
  }

  async briefImages(): Promise<Replies['briefComputeImages']['images']> {
    return (await this.ask('briefComputeImages', { method: 'GET', path: '/images' })).images;
  }

  async image(id: string): Promise<Replies['computeImage']['image']> {
    return (await this.ask('computeImage', { method: 'GET', path: `/images/${encodeURIComponent(id)}` }))
      .image;
  }

  async keypairs(): Promise<Keypair[]> {
    const { keypairs } = await this.ask('keypairs', { method: 'GET', path: '/os-keypairs' });
    return keypairs.map(({ keypair }) => keypair);
  }

  async keypair(name: string): Promise<Replies['keypair']['keypair']> {
    return (await this.ask('keypair', { method: 'GET', path: keyPath(name) })).keypair;
  }

  /** Without a public key the cloud makes a pair and answers its private half, this once. */
  async createKeypair(name: string, publicKey?: string): Promise<Replies['newKeypair']['keypair']> {
    const json = { keypair: { name, public_key: publicKey } };
    return (await this.ask('newKeypair', { method: 'POST', path: '/os-keypairs', json })).keypair;
  }

  async deleteKeypair(name: string): Promise<void> {
    await this.call({ method: 'DELETE', path: keyPath(name) });
  }
}
