import { z } from 'zod';
import { IDENTITY_UI_PREFIX } from '#contract/identity';
import { type ListedMail as ListedMailDocument, MailReply, MailsReply, MailState } from '#contract/mails';
import { isoTime } from '#contract/scalars';
import { mailToLookAt, sendMailAgain } from '../../domain/mails/looked-at.ts';
import type { ListedMail, MailRow } from '../../store/mails/mails.ts';
import { administrator } from '../access.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';

const MAILS = `${IDENTITY_UI_PREFIX}/mails`;
const number = z.string().regex(/^\d{1,15}$/, 'is no number');
const mailPath = z.object({ id: number.transform(BigInt) });

const listMails = route({
  method: 'GET',
  path: MAILS,
  access: administrator,
  summary: 'Mails of the cloud and what became of them, the newest first',
  query: z.object({
    offset: number.default('0').transform(Number),
    limit: number.default('100').transform((text) => Math.min(Number(text), 1000)),
    state: MailState.optional(),
    match: z
      .string()
      .max(300)
      .regex(/^[^\0]*$/, 'has a character that no mail has')
      .optional(),
  }),
  reply: { 200: MailsReply },
  async handle({ service, query: { offset, limit, state, match } }) {
    const { mails, total } = await service.store.mails.list({ offset, limit, state, match });
    return { body: { mails: mails.map(listed), total, sends: service.settings.EMAIL_HOST !== '' } };
  },
});

const showMail = route({
  method: 'GET',
  path: `${MAILS}/:id`,
  access: administrator,
  summary: 'One mail of the cloud, without what its links allow',
  params: mailPath,
  reply: { 200: MailReply },
  handle: async ({ service, caller, params, request }) => ({
    body: shown(await mailToLookAt(acting(service, request, caller), params.id)),
  }),
});

const sendAgain = route({
  method: 'POST',
  path: `${MAILS}/:id/send`,
  access: administrator,
  summary: 'Send a mail that was given up or kept',
  params: mailPath,
  body: z.strictObject({}),
  reply: { 200: MailReply },
  handle: async ({ service, caller, params, request }) => ({
    body: shown(await sendMailAgain(acting(service, request, caller), params.id)),
  }),
});

export const mailRoutes = [listMails, showMail, sendAgain];

function shown(mail: MailRow): z.input<typeof MailReply> {
  return { mail: { ...listed(mail), text: mail.body } };
}

function listed(mail: ListedMail): ListedMailDocument {
  return {
    id: Number(mail.id),
    to: mail.recipient,
    subject: mail.subject,
    template: mail.template,
    message_id: mail.messageId,
    state: mail.state,
    created: isoTime(mail.createdAt),
    tries: mail.tries,
    next_try: mail.nextTryAt && isoTime(mail.nextTryAt),
    ended: mail.endedAt && isoTime(mail.endedAt),
    error: mail.lastError,
  };
}
