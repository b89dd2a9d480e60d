import { eachOf } from '#platform/semaphore';
import type { MailRow } from '../../store/mails/mails.ts';
import type { Identity } from '../identity.ts';
import { htmlOf } from './html-of.ts';
import { MailNotTaken, type MailServer } from './mail-server.ts';
import { maskLinks } from './mask-links.ts';

/** What is claimed at once; the next follow when these have left. */
const AT_A_TIME = 20;
const CONNECTIONS = 4;
/** Longer than these take: what its process leaves behind when it dies is tried again after it. */
const CLAIM_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** Mails leave so soon after a server is back. */
const UNREACHABLE_MS = 5 * MINUTE_MS;
const LATER_MS = 60 * MINUTE_MS;
/** As mail servers themselves do. */
const GIVE_UP_MS = 5 * 24 * 60 * MINUTE_MS;
const MAX_ERROR = 500;
/** Within the time that a stop may take. */
const WRITE_TRIES = 3;

/**
 * Hands over mails that are due. What the server took is written down at once, and is never sent again; a mail whose sender dies
 * between the two is sent once more, under the same Message-ID. Without a mail server all that wait are kept. Throws the last
 * failure when no server could be asked.
 */
export async function sendMails(
  identity: Identity,
  server: MailServer | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (server === undefined) return identity.store.mails.keepWaiting(identity.clock.now());
  while ((await sendSome(identity, server, signal)) === AT_A_TIME && !signal.aborted);
}

/** Answers how many were due, of those that are claimed at once. */
async function sendSome(identity: Identity, server: MailServer, signal: AbortSignal): Promise<number> {
  const { store, clock } = identity;
  const now = clock.now();
  const due = await store.mails.claimDue(now, new Date(now.getTime() + CLAIM_MS), AT_A_TIME);
  const untried: bigint[] = [];
  let unreachable: MailNotTaken | undefined;
  await eachOf(due, CONNECTIONS, async (mail) => {
    // One that no server was there for says enough about the others.
    if (signal.aborted || unreachable !== undefined) return void untried.push(mail.id);
    try {
      await handOver(identity, server, mail, signal);
    } catch (error) {
      if (!(error instanceof MailNotTaken)) throw error;
      if (error.failure === 'unreachable') unreachable = error;
      await writeFailure(identity, mail, error);
    }
  });
  const later = unreachable === undefined ? 0 : MINUTE_MS;
  await store.mails.giveBack(untried, new Date(clock.now().getTime() + later));
  if (unreachable !== undefined) throw unreachable;
  return due.length;
}

async function handOver(
  identity: Identity,
  server: MailServer,
  mail: MailRow,
  signal: AbortSignal,
): Promise<void> {
  const { settings, baseUrl, killPoint } = identity;
  const { BRANDING_SERVICE_URL, BRANDING_COMPANY_URL } = settings;
  const origins = new Set(
    [baseUrl, BRANDING_SERVICE_URL, BRANDING_COMPANY_URL].map((address) => new URL(address).origin),
  );
  killPoint('identity.mail.claimed');
  await server.send(
    {
      messageId: mail.messageId,
      from: settings.SERVER_EMAIL,
      to: mail.recipient,
      subject: mail.subject,
      date: mail.createdAt,
      text: mail.body,
      html: htmlOf(mail.body, origins),
    },
    signal,
  );
  killPoint('identity.mail.taken');
  await writeSent(identity, mail);
}

/** A database that is away for a moment must not have the mail sent again. Its links have no business here any more. */
async function writeSent({ store, clock, pause }: Identity, mail: MailRow): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.mails.setSent(mail.id, clock.now(), maskLinks(mail.body));
    } catch (error) {
      if (tries === WRITE_TRIES) throw error;
      await pause(tries * 1000);
    }
  }
}

async function writeFailure({ store, clock }: Identity, mail: MailRow, error: MailNotTaken): Promise<void> {
  const now = clock.now();
  const said = error.message.slice(0, MAX_ERROR);
  if (error.failure === 'never' || now.getTime() - mail.waitingSince.getTime() >= GIVE_UP_MS)
    return store.mails.setFailed(mail.id, now, said);
  const longest = error.failure === 'unreachable' ? UNREACHABLE_MS : LATER_MS;
  const wait = Math.min(MINUTE_MS * 2 ** Math.min(mail.tries - 1, 10), longest);
  return store.mails.postpone(mail.id, new Date(now.getTime() + wait), said);
}
