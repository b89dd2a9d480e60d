import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';

/** A mail as it came over the wire. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** With its headers. */
  source: string;
}

/** What a mail server does with a mail that comes. */
export type MailFault =
  | 'accept'
  /** Says for good that there is no such recipient. */
  | 'refuse'
  /** Asks to come again later, as greylisting does. */
  | 'later'
  /** Takes the text, and closes without a word. */
  | 'close after data'
  /** Takes the connection and says nothing more. */
  | 'hang';

export interface TestMailServer {
  readonly port: number;
  /** Mails that it said it has taken. */
  readonly mails: ReceivedMail[];
  /** Texts that reached it, whatever it said of them. */
  readonly seen: ReceivedMail[];
  /** What it does from now on: the last stays. */
  next(...faults: MailFault[]): void;
  stop(): Promise<void>;
}

/** A real mail server on a free port, or on `port`, its certificate known to nobody; it is gone when the test is over. */
export async function startMailServer(
  t: Pick<TestContext, 'after'>,
  options: { port?: number; user?: string; password?: string; starttls?: boolean } = {},
): Promise<TestMailServer> {
  const mails: ReceivedMail[] = [];
  const seen: ReceivedMail[] = [];
  let faults: MailFault[] = ['accept'];
  const take = (): MailFault => (faults.length > 1 ? faults.shift() : faults[0]) ?? 'accept';
  const server = new SMTPServer({
    disabledCommands: [
      ...(options.user === undefined ? ['AUTH'] : []),
      ...(options.starttls === true ? [] : ['STARTTLS']),
    ],
    authOptional: options.user === undefined,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.username === options.user && auth.password === options.password
        ? done(null, { user: auth.username })
        : done(new Error('wrong name or password')),
    onConnect: (_session, done) => {
      if (faults[0] !== 'hang') done();
    },
    onRcptTo: (_address, _session, done) => {
      if (faults[0] === 'refuse') return void done(failed(550, take()));
      if (faults[0] === 'later') return void done(failed(450, take()));
      done();
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(pieces).toString('utf8'),
        };
        seen.push(mail);
        if (take() === 'close after data') return cutAll();
        mails.push(mail);
        done();
      });
    },
    closeTimeout: 100,
  });
  const cutAll = (): void => {
    for (const connection of server.connections) connection.close();
  };
  server.on('error', () => undefined); // of connections that end in the middle, which is what is tested
  await new Promise<void>((resolve) => void server.listen(options.port ?? 0, '127.0.0.1', resolve));
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= new Promise((resolve) => {
      server.close(resolve);
      cutAll();
    }));
  t.after(stop);
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    seen,
    next: (...wanted) => void (faults = wanted),
    stop,
  };
}

function failed(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}
