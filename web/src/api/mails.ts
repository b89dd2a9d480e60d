import { queryOptions } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { MailClient } from '#contract/mail-client';
import { below, readShape } from './services.ts';

/** What the cloud wrote to people, for administrators; not among all services, since the first page would wait for it. */
export const mails = new MailClient(below('/astakos/ui'), readShape);

/** A mail with its text, in which links do nothing. */
export const mailQuery = (id: number) =>
  queryOptions({ queryKey: keys.mail(id), queryFn: () => mails.mail(id) });

/** Mails from `offset` on, the newest first, with how many fit and whether there is a mail server. */
export async function readMails(
  question: Parameters<typeof mails.mails>[0],
  signal: AbortSignal,
): Promise<{ total: number; rows: Mail[]; sends: boolean }> {
  const { total, mails: rows, sends } = await mails.mails(question, signal);
  return { total, rows, sends };
}

export type Mail = Awaited<ReturnType<typeof mails.mails>>['mails'][number];
