import { ContractClient, type Replies } from './client.ts';
import type { AccountDeed } from './user-words.ts';
import type { AccountState } from './users.ts';

/** Which accounts are wanted. */
export interface AccountsQuestion {
  offset?: number;
  /** 1000 at most, 100 unless said. */
  limit?: number;
  state?: AccountState;
  /** Part of name or e-mail, or a uuid. */
  match?: string;
  /** The newest first, or by e-mail; `down` is the other way round. */
  order?: 'joined' | 'name';
  down?: boolean;
}

/** Accounts of the cloud, for administrators; to all others there is nothing there. */
export class UserClient extends ContractClient {
  accounts(
    { offset, limit, state, match, order, down }: AccountsQuestion = {},
    signal?: AbortSignal,
  ): Promise<Replies['userList']> {
    const query = {
      offset: offset?.toString(),
      limit: limit?.toString(),
      state,
      match,
      order,
      down: down === true ? 'true' : undefined,
    };
    return this.ask('userList', { method: 'GET', path: '/users', query, signal });
  }

  /** An account, and the groups that there are. */
  account(uuid: string): Promise<Replies['user']> {
    return this.ask('user', { method: 'GET', path: `/users/${uuid}` });
  }

  /** Does one deed; refused with `wrong_user_state`, `last_administrator` or `own_account`. */
  act(uuid: string, deed: AccountDeed): Promise<Replies['user']> {
    return this.ask('user', { method: 'POST', path: `/users/${uuid}/action`, json: deed });
  }
}
