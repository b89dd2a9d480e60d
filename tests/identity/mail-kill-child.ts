import { sendMails } from '#identity/domain/mails/send-mails';
import { smtpServer } from '#identity/smtp/smtp-server';
import { makeKillPoint, parseFaultPlan } from '#platform/faults';
import { openForTest } from './open-identity.ts';

// A run of the sender, which a kill point ends. Arguments: database address, fault plan, port of the mail server.
const [url = '', plan = '', port = ''] = process.argv.slice(2);
const { service } = await openForTest({
  url,
  killPoint: makeKillPoint(parseFaultPlan(plan), 1),
  settings: { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: Number(port) },
});
await sendMails(service, smtpServer(service.settings), new AbortController().signal);
process.stdout.write('finished\n', () => process.exit(0));
