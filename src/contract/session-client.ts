import { ContractClient, type Replies } from './client.ts';

/** What the console itself asks of identity: sessions by cookie. */
export class SessionClient extends ContractClient {
  /** Who is logged in; refused with 401 when nobody is. */
  session(): Promise<Replies['session']> {
    return this.ask('session', { method: 'GET', path: '/session' });
  }

  /** Opens a session; the answer sets its cookie. */
  logIn(email: string, password: string): Promise<Replies['session']> {
    return this.ask('session', { method: 'POST', path: '/session', json: { email, password } });
  }

  /** Verifies the account whose mail has this key; answers whether it can be used now. */
  async verify(key: string): Promise<boolean> {
    return (await this.ask('verification', { method: 'POST', path: '/verification', json: { key } }))
      .isActive;
  }

  /** Ends the session; one that has ended already is no refusal. */
  async logOut(): Promise<void> {
    await this.call({ method: 'DELETE', path: '/session', accept: [401] });
  }

  /** When the API token ends; null when there is none. */
  async tokenEnds(): Promise<string | null> {
    return (await this.ask('tokenEnd', { method: 'GET', path: '/token' })).expires;
  }

  /** A new API token; the one before stops working at once. Its text is given this once. */
  renewToken(): Promise<Replies['newToken']> {
    return this.ask('newToken', { method: 'POST', path: '/token', json: {} });
  }

  /** The cloud as a whole, for administrators; to all others there is nothing there. */
  cloudState(): Promise<Replies['cloudState']> {
    return this.ask('cloudState', { method: 'GET', path: '/cloud-state' });
  }
}
