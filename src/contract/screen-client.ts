import { ContractClient, type Replies } from './client.ts';
import { SCREEN_TICKET_REDEEM_PATH } from './screen.ts';

/** What the relay of screens asks of compute, by the token of its component. */
export class ScreenClient extends ContractClient {
  /** Uses a ticket up, and says where its screen is; undefined when it opens none. */
  async redeem(ticket: string, signal?: AbortSignal): Promise<Replies['screen'] | undefined> {
    const answer = await this.call({
      method: 'POST',
      path: SCREEN_TICKET_REDEEM_PATH,
      json: { ticket },
      accept: [403, 404],
      signal,
    });
    return answer.status === 403 || answer.status === 404 ? undefined : this.readAnswer('screen', answer);
  }
}
