import type { NewRowOf } from '#platform/database/columns';
import type { MailsTable } from '../../store/schema/mails.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import type { OutgoingMail } from './mail-composer.ts';
import { boundedTemplates, mailTemplates } from './mail-templates.ts';
import { recipientsOf } from './recipients.ts';

/** Of mails that strangers can have sent, to one recipient (I24). */
const BOUNDED_AN_HOUR = 5;
const HOUR_MS = 3_600_000;

/**
 * Writes mails into the transaction of what they tell of: they leave after its commit, or never. No text and no mail server can
 * make it fail. Answers how many were written: nobody may be named to get one, and of those that strangers can have sent one
 * recipient gets five an hour.
 */
export async function queueMails(
  identity: Identity,
  tx: Store,
  mails: readonly OutgoingMail[],
): Promise<number> {
  const wanted = mails.flatMap((mail) => addressesOf(identity, mail).map((to) => ({ mail, to })));
  const full = await fullRecipients(identity, tx, wanted);
  const rows: NewRowOf<MailsTable>[] = [];
  for (const { mail, to } of wanted) {
    if (mailTemplates[mail.template].bounded === true && full.has(to)) continue;
    const composed = await identity.mailComposer.compose(mail);
    if (composed !== undefined) rows.push(rowOf(identity, { ...composed, template: mail.template, to }));
  }
  await tx.mails.add(rows);
  return rows.length;
}

function addressesOf({ settings }: Identity, { template, to }: OutgoingMail): string[] {
  const { recipients } = mailTemplates[template];
  if (to === undefined) return recipients === undefined ? [] : recipientsOf(settings, recipients);
  return [...new Set([to].flat())];
}

/** Those who got as many mails of strangers in the last hour as one may get. */
async function fullRecipients(
  { clock }: Identity,
  tx: Store,
  wanted: readonly { mail: OutgoingMail; to: string }[],
): Promise<Set<string>> {
  const bounded = wanted.filter(({ mail }) => mailTemplates[mail.template].bounded === true);
  if (bounded.length === 0) return new Set();
  const since = new Date(clock.now().getTime() - HOUR_MS);
  const recipients = [...new Set(bounded.map(({ to }) => to))];
  const counts = await tx.mails.countsSince(recipients, boundedTemplates, since);
  return new Set(recipients.filter((to) => (counts.get(to) ?? 0) >= BOUNDED_AN_HOUR));
}

function rowOf(
  { clock, ids, settings, baseUrl }: Identity,
  { template, to, subject, body }: { template: string; to: string; subject: string; body: string },
): NewRowOf<MailsTable> {
  const now = clock.now();
  const isKept = settings.EMAIL_HOST === '';
  return {
    // Of the address of the cloud, which is no name of the machine; the same at every try.
    messageId: `<${ids.uuid()}@${new URL(baseUrl).hostname.replaceAll(/[[\]]/g, '')}>`,
    template,
    recipient: to,
    subject,
    body,
    state: isKept ? 'kept' : 'waiting',
    waitingSince: now,
    nextTryAt: isKept ? null : now,
    lastError: null,
    createdAt: now,
    endedAt: isKept ? now : null,
  };
}
