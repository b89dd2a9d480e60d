import { ContractClient, type Replies } from './client.ts';

/** Networks as their users see them (spec/compute-api 3). */
export class NetworkClient extends ContractClient {
  async networks(): Promise<Replies['networks']['networks']> {
    return (await this.ask('networks', { method: 'GET', path: '/networks' })).networks;
  }

  async network(id: string): Promise<Replies['network']['network']> {
    return (await this.ask('network', { method: 'GET', path: `/networks/${encodeURIComponent(id)}` }))
      .network;
  }
}
