import { fail } from '../../errors.ts';
import type { ListedMail, MailRow } from '../../store/mails/mails.ts';
import type { Identity } from '../identity.ts';
import { maskLinks } from './mask-links.ts';

/** A mail as an administrator may see it: links open nothing (I26). */
export async function mailToLookAt({ store }: Identity, id: bigint): Promise<MailRow> {
  const mail = (await store.mails.find(id)) ?? fail('mail_not_found', { id: String(id) });
  return masked(mail);
}

/** Has a mail sent that was given up or kept. */
export async function sendMailAgain(identity: Identity, id: bigint): Promise<MailRow> {
  const { store, settings, clock } = identity;
  if (settings.EMAIL_HOST === '') fail('no_mail_server');
  const mail = (await store.mails.find(id)) ?? fail('mail_not_found', { id: String(id) });
  const again: ListedMail =
    (await store.mails.sendAgain(id, clock.now())) ?? fail('mail_ended', { id: String(id) });
  return masked({ ...mail, ...again });
}

function masked(mail: MailRow): MailRow {
  return { ...mail, body: maskLinks(mail.body) };
}
