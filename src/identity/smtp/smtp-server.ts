import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import addressParser from 'nodemailer/lib/addressparser';
import {
  type MailFailure,
  type MailMessage,
  MailNotTaken,
  type MailServer,
} from '../domain/mails/mail-server.ts';
import type { IdentitySettings } from '../settings.ts';
import { IMPLICIT_TLS_PORT } from './check-smtp-settings.ts';

/** Each answer has its time, and a mail all in all. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;
const MAIL_MS = 90_000;
/** A mail that is under way when the cloud stops may come to its end: cut off, nobody would know whether the server has it. */
const STOP_MS = 5_000;

/** The mail server of the settings. Every mail has a connection of its own. */
export function smtpServer(settings: IdentitySettings): MailServer {
  return {
    async send(message, signal) {
      const bytes = await composed(message);
      try {
        await handOver(settings, message, bytes, signal);
      } catch (cause) {
        throw new MailNotTaken(failureOf(cause as SmtpError), (cause as Error).message, { cause });
      }
    },
  };
}

function composed({ messageId, from, to, subject, date, text, html }: MailMessage): Promise<Buffer> {
  const mail = new MailComposer({
    messageId,
    from,
    // Not parsed: an address is one address, whatever is in it.
    to: { name: '', address: to },
    subject,
    date,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** Ends when the server has said that it has the mail. Whatever happens, the connection is closed then. */
function handOver(
  settings: IdentitySettings,
  { from, to }: MailMessage,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const connection = new SMTPConnection(connectionOptions(settings));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const endIn = (milliseconds: number): NodeJS.Timeout =>
    setTimeout(() => reject(new Error('The mail server took too long.')), milliseconds);
  const timers = [endIn(MAIL_MS)];
  const stop = (): void => void timers.push(endIn(STOP_MS));
  signal.addEventListener('abort', stop, { once: true });
  // Later ones, of a connection that is being closed, are of no interest.
  connection.on('error', reject);
  connection.on('end', () => reject(new Error('The mail server closed the connection.')));
  const send = (): void => {
    const envelope = { from: addressParser(from, { flatten: true })[0]?.address, to: [to] };
    connection.send(envelope, bytes, (error) => (error ? reject(error) : resolve()));
  };
  connection.connect((error) => {
    if (error) return reject(error);
    if (settings.EMAIL_HOST_USER === '') return send();
    const auth = { user: settings.EMAIL_HOST_USER, pass: settings.EMAIL_HOST_PASSWORD.reveal() };
    connection.login(auth, (refused) => (refused ? reject(refused) : send()));
  });
  if (signal.aborted) stop();
  return promise
    .then(() => connection.quit())
    .catch((error: unknown) => {
      connection.close();
      throw error;
    })
    .finally(() => {
      signal.removeEventListener('abort', stop);
      for (const timer of timers) clearTimeout(timer);
    });
}

function connectionOptions({
  EMAIL_HOST,
  EMAIL_PORT,
  EMAIL_USE_TLS,
}: IdentitySettings): SMTPConnectionOptions {
  return {
    host: EMAIL_HOST,
    port: EMAIL_PORT,
    secure: EMAIL_PORT === IMPLICIT_TLS_PORT,
    requireTLS: EMAIL_USE_TLS,
    // What a server offers with a certificate that nobody trusts, as many do on the machine itself, is not asked for.
    ignoreTLS: !EMAIL_USE_TLS,
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    socketCloseTimeout: 1000,
  };
}

interface SmtpError extends Error {
  /** Of nodemailer, such as EENVELOPE. */
  code?: string;
  /** What the error answers, such as `RCPT TO`. */
  command?: string;
  responseCode?: number;
}

/** Only words about this recipient or this text are about the mail; a sender or a password that is refused is about all of them. */
function failureOf({ code, command, responseCode }: SmtpError): MailFailure {
  const isOfMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM');
  if (!isOfMail || responseCode === 421) return 'unreachable';
  if (responseCode === undefined) return 'never';
  return responseCode >= 500 ? 'never' : 'later';
}
