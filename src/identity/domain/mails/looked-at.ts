import { fail } from '../../errors.ts';
import type { ListedMail, MailRow } from '../../store/mails/mails.ts';
import { record, type RecordedChange } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { maskLinks } from './mask-links.ts';

/** A mail as an administrator may see it: links open nothing, and that he looked is recorded (I26). */
export async function mailToLookAt(identity: Acting, id: bigint): Promise<MailRow> {
  return masked(await mailLookedAt(identity, id));
}

/** A mail with its links, for whoever has the database in any case. */
export async function mailLookedAt(identity: Acting, id: bigint): Promise<MailRow> {
  const { store } = identity;
  const mail = (await store.mails.find(id)) ?? fail('mail_not_found', { id: String(id) });
  await record(identity, store, { action: 'mail.read', ...mailObject(mail) });
  return mail;
}

function mailObject({
  id,
  recipient,
  subject,
}: MailRow): Pick<RecordedChange, 'object' | 'about' | 'details'> {
  return { object: { kind: 'mail', id, name: recipient }, details: { subject } };
}

/** Has a mail sent that was given up or kept. */
export async function sendMailAgain(identity: Acting, id: bigint): Promise<MailRow> {
  const { store, settings, clock } = identity;
  if (settings.EMAIL_HOST === '') fail('no_mail_server');
  const mail = (await store.mails.find(id)) ?? fail('mail_not_found', { id: String(id) });
  const again = await store.transaction(async (tx): Promise<ListedMail> => {
    const waiting = (await tx.mails.sendAgain(id, clock.now())) ?? fail('mail_ended', { id: String(id) });
    await record(identity, tx, { action: 'mail.send', ...mailObject(mail) });
    return waiting;
  });
  return masked({ ...mail, ...again });
}

function masked(mail: MailRow): MailRow {
  return { ...mail, body: maskLinks(mail.body) };
}
