import { ContractClient, type Replies } from './client.ts';

/** A new password, for which the one of now is asked. */
export interface PasswordChange {
  current: string;
  next: string;
  /** Ends the API token, also where the settings do not say so. */
  endToken: boolean;
}

/** Somebody's own account: names, password, and where it is logged in. */
export class ProfileClient extends ContractClient {
  async profile(): Promise<Replies['profile']['profile']> {
    return (await this.ask('profile', { method: 'GET', path: '/profile' })).profile;
  }

  async rename(firstName: string, lastName: string): Promise<Replies['profile']['profile']> {
    const json = { first_name: firstName, last_name: lastName };
    return (await this.ask('profile', { method: 'PUT', path: '/profile', json })).profile;
  }

  /** All other sessions end; refused with `wrong_current_password`, `password_weak` or `too_many_attempts`. */
  async changePassword({ current, next, endToken }: PasswordChange): Promise<void> {
    await this.call({ method: 'PUT', path: '/password', json: { current, next, end_token: endToken } });
  }

  /** The newest first. */
  async sessions(): Promise<Replies['consoleSessions']['sessions']> {
    return (await this.ask('consoleSessions', { method: 'GET', path: '/sessions' })).sessions;
  }

  /** One that has ended already is no refusal. */
  async endSession(id: number): Promise<void> {
    await this.call({ method: 'DELETE', path: `/sessions/${id}`, accept: [404] });
  }

  /** Ends all but the one that asks. */
  async endOtherSessions(): Promise<void> {
    await this.call({ method: 'DELETE', path: '/sessions' });
  }
}
