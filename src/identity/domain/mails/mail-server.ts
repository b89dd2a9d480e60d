/** A mail as it is handed over. */
export interface MailMessage {
  messageId: string;
  from: string;
  to: string;
  subject: string;
  date: Date;
  text: string;
  html: string;
}

/**
 * What became of a try that failed: the server will never take the mail; it may take it later; or there was no server to ask,
 * and nothing was said of the mail.
 */
export type MailFailure = 'never' | 'later' | 'unreachable';

/** A mail server did not take a mail. It may have taken it all the same where the connection broke before it said so. */
export class MailNotTaken extends Error {
  override name = 'MailNotTaken';
  readonly failure: MailFailure;

  constructor(failure: MailFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Where mails are handed over. */
export interface MailServer {
  /** Ends when the server has taken the mail and said so; throws MailNotTaken otherwise. */
  send(message: MailMessage, signal: AbortSignal): Promise<void>;
}
