import { ContractClient, type Replies } from './client.ts';

/** What the console asks of identity where a person has to agree to something. */
export class ConsentClient extends ContractClient {
  /** The latest terms of use. */
  terms(): Promise<Replies['terms']> {
    return this.ask('terms', { method: 'GET', path: '/terms' });
  }

  /** Agrees to terms; refused with the code `terms_superseded` when there are newer ones. */
  async signTerms(id: bigint): Promise<void> {
    await this.call({ method: 'POST', path: '/terms', json: { id } });
  }
}
