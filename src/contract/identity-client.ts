import { type CallOptions, ContractClient, type Replies } from './client.ts';

/** Tokens and the catalog of services (spec/identity 1.2), for users and strangers. */
export class IdentityClient extends ContractClient {
  /** The catalog of services, for anybody. */
  catalog(options: CallOptions = {}): Promise<Replies['publicAccess']> {
    return this.ask('publicAccess', { method: 'POST', path: '/tokens', ...options });
  }

  /** Who holds this token or console session, and the catalog; 401 when nobody does. */
  validate(token: string, options: CallOptions = {}): Promise<Replies['access']> {
    const json = { auth: { token: { id: token } } };
    return this.ask('access', { method: 'POST', path: '/tokens', json, ...options });
  }
}
