import { argument } from '#platform/commands/options';
import { usageError } from '#platform/commands/command-error';
import { mailLookedAt } from '../../domain/mails/looked-at.ts';
import { type ListedMail, listedMailColumns } from '../../store/mails/mails.ts';
import { defineCommand, defineListCommand } from '../command.ts';

const mailList = defineListCommand({
  name: 'mail-list',
  summary: 'List mails and what became of them',
  columns: listedMailColumns,
  pages: ({ service }, request) => service.store.mails.listed(request),
  fields: {
    id: { help: 'number of the mail', value: ({ id }: ListedMail) => id, shown: true },
    to: { help: 'who gets it', value: ({ recipient }) => recipient, shown: true },
    subject: { help: 'its subject', value: ({ subject }) => subject, shown: true },
    state: { help: 'waiting, sent, failed or kept', value: ({ state }) => state, shown: true },
    created: { help: 'when it was written', value: ({ createdAt }) => createdAt, shown: true },
    tries: { help: 'how often it was tried', value: ({ tries }) => tries },
    next_try: { help: 'when it is tried again', value: ({ nextTryAt }) => nextTryAt },
    ended: { help: 'when it was sent, given up or kept', value: ({ endedAt }) => endedAt },
    error: { help: 'what the last try was answered', value: ({ lastError }) => lastError },
    template: { help: 'what it was made of', value: ({ template }) => template },
    message_id: { help: 'its Message-ID', value: ({ messageId }) => messageId },
  },
});

/** Whoever may run this has the database: here, and nowhere else, links are whole while nobody got them (I26). */
const mailShow = defineCommand({
  name: 'mail-show',
  summary: 'Show a mail, with its links as long as it was not sent',
  args: [argument('<mail>', 'number of the mail')],
  async run({ service, args: [id], out }) {
    if (!/^\d{1,15}$/.test(id)) throw usageError(`${id} is no number of a mail: see mail-list.`);
    const mail = await mailLookedAt(service, BigInt(id));
    out.show({
      id: mail.id,
      to: mail.recipient,
      subject: mail.subject,
      state: mail.state,
      created: mail.createdAt,
      tries: mail.tries,
      next_try: mail.nextTryAt,
      ended: mail.endedAt,
      error: mail.lastError,
      template: mail.template,
      message_id: mail.messageId,
    });
    out.table(
      ['text'],
      mail.body
        .trimEnd()
        .split('\n')
        .map((line) => [line]),
      'Text',
    );
  },
});

export const mailCommands = [mailList, mailShow];
