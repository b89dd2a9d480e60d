import { ContractClient, type Replies } from './client.ts';
import type { MailState } from './mails.ts';

/** Which mails are wanted. */
export interface MailsQuestion {
  offset?: number;
  /** 1000 at most, 100 unless said. */
  limit?: number;
  state?: MailState;
  /** Part of the recipient or the subject. */
  match?: string;
}

/** Mails of the cloud, for administrators; to all others there is nothing there. */
export class MailClient extends ContractClient {
  /** A part of them, the newest first. */
  mails(
    { offset, limit, state, match }: MailsQuestion = {},
    signal?: AbortSignal,
  ): Promise<Replies['mails']> {
    const query = { offset: offset?.toString(), limit: limit?.toString(), state, match };
    return this.ask('mails', { method: 'GET', path: '/mails', query, signal });
  }

  async mail(id: number): Promise<Replies['mail']['mail']> {
    return (await this.ask('mail', { method: 'GET', path: `/mails/${id}` })).mail;
  }

  /** Has a mail sent that was given up or kept; refused with `mail_ended` or `no_mail_server`. */
  async sendAgain(id: number): Promise<Replies['mail']['mail']> {
    return (await this.ask('mail', { method: 'POST', path: `/mails/${id}/send`, json: {} })).mail;
  }
}
