import { ContractClient, type Replies } from './client.ts';

/** What bars of user interfaces show (spec/identity 1.13), below the address of identity's own pages. */
export class MenuClient extends ContractClient {
  /** Components of the cloud, in their order. */
  services(): Promise<Replies['serviceMenu']> {
    return this.ask('serviceMenu', { method: 'GET', path: '/get_services' });
  }
}
