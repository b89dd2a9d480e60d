import { z } from 'zod';

/* Mails of the cloud, for administrators. Below IDENTITY_UI_PREFIX. */

/** `waiting` to be sent, `sent`, `failed` for good, or `kept` because there was no mail server. */
export const MailState = z.enum(['waiting', 'sent', 'failed', 'kept']);
export type MailState = z.infer<typeof MailState>;

/** A mail without its text. Times are ISO 8601. */
export const ListedMail = z.object({
  id: z.int(),
  to: z.string(),
  subject: z.string(),
  /** Path of the template that it was made of. */
  template: z.string(),
  message_id: z.string(),
  state: MailState,
  created: z.string(),
  /** How often a mail server was asked to take it. */
  tries: z.int(),
  /** When it is asked again; null unless it waits. */
  next_try: z.string().nullable(),
  /** When it was sent, given up or kept; null while it waits. */
  ended: z.string().nullable(),
  /** What the last try was answered; null without one that failed. */
  error: z.string().nullable(),
});
export type ListedMail = z.infer<typeof ListedMail>;

export const MailsReply = z.object({
  mails: z.array(ListedMail),
  /** How many there are that fit, beside those of this part. */
  total: z.int(),
  /** Whether there is a mail server; without one mails are kept. */
  sends: z.boolean(),
});
export type MailsReply = z.infer<typeof MailsReply>;

/** One mail, its text without what its links allow. */
export const MailReply = z.object({ mail: ListedMail.extend({ text: z.string() }) });
export type MailReply = z.infer<typeof MailReply>;
