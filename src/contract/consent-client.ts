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

  /** Makes a new token; answers the address that hands it over to a program. */
  async handOver(next: string, renew: boolean): Promise<string> {
    return (await this.ask('location', { method: 'POST', path: '/weblogin', json: { next, renew } }))
      .location;
  }

  /** What a program asks for, by the query of its request. */
  authorization(query: Readonly<Record<string, string>>): Promise<Replies['authorization']> {
    return this.ask('authorization', { method: 'GET', path: '/oauth2', query });
  }

  /** Lets the program act; answers the address that leads back to it. */
  async authorize(asked: Readonly<Record<string, string>>): Promise<string> {
    return (await this.ask('location', { method: 'POST', path: '/oauth2', json: asked })).location;
  }
}
