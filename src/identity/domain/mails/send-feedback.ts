import { fail } from '../../errors.ts';
import type { Identity } from '../identity.ts';
import { personWords } from './account-mails.ts';
import { queueMails } from './queue-mails.ts';

const MAX_MESSAGE = 10_000;
const MAX_DATA = 32_768;

type Writer = Parameters<typeof personWords>[0];

/** What a person writes to the people of the cloud: a mail to each of them, of which one may cause five an hour (I24). */
export async function sendFeedback(
  identity: Identity,
  writer: Writer,
  { message, data }: { message: string; data: string },
): Promise<void> {
  if (message.trim() === '' || message.length > MAX_MESSAGE || data.length > MAX_DATA)
    fail('feedback_malformed', { limit: MAX_MESSAGE });
  if (`${message}${data}`.includes('\0')) fail('feedback_malformed', { limit: MAX_MESSAGE });
  const wait = await identity.feedbackBudget.take(writer.uuid);
  if (wait > 0) fail('feedback_too_often', { seconds: wait }, { headers: { 'retry-after': String(wait) } });
  const sent = await identity.store.transaction((tx) =>
    queueMails(identity, tx, [
      {
        template: 'im/feedback_mail.txt',
        variables: { user: { ...personWords(writer), uuid: writer.uuid }, message, data },
      },
    ]),
  );
  if (sent === 0) fail('feedback_to_nobody');
}
