import { ContractClient, type Replies } from './client.ts';
import type { ServerDeed } from './compute-administration.ts';

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

/** Machines and back ends of the whole cloud, for administrators; to all others there is nothing there. */
export class ComputeAdministrationClient extends ContractClient {
  servers(
    { offset, limit, backend, suspended, down, ...words }: ServersQuestion = {},
    signal?: AbortSignal,
  ): Promise<Replies['administeredServers']> {
    const query = {
      ...words,
      offset: offset?.toString(),
      limit: limit?.toString(),
      backend: backend?.toString(),
      suspended: suspended?.toString(),
      down: down === true ? 'true' : undefined,
    };
    return this.ask('administeredServers', { method: 'GET', path: '/servers', query, signal });
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
}
