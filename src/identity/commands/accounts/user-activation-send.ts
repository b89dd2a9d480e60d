import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { sendVerificationLink } from '../../domain/accounts/verification-link.ts';
import { defineCommand } from '../command.ts';

export const userActivationSend = defineCommand({
  name: 'user-activation-send',
  summary: 'Mail accounts the link by which their user verifies the e-mail; older links stop working',
  help: 'A link works once and for three days. An address gets five an hour.',
  args: [argument('<users...>', 'numbers, e-mails or uuids')],
  async run({ service, args: [names], out }) {
    const found = await service.store.accounts.byWords(names);
    const users = new Map(
      (await service.store.accounts.byIds([...found.values()])).map((user) => [user.id, user]),
    );
    let [sent, left] = [0, 0];
    for (const name of names) {
      const user = users.get(found.get(name) ?? -1n);
      const outcome = user === undefined ? 'unknown' : await sendVerificationLink(service, user.uuid);
      if (outcome === 'sent') sent += 1;
      if (outcome === 'unknown' || outcome === 'too many') left += 1;
      out.note(
        outcome === 'sent'
          ? `Activation sent to '${user?.email}'`
          : outcome === 'verified already'
            ? `User email already verified '${user?.email}'`
            : outcome === 'unknown'
              ? `Unknown user '${name}'`
              : `Nothing sent to '${user?.email}', who got five mails in an hour`,
      );
    }
    if (sent > 0 && service.settings.EMAIL_HOST === '')
      out.note('No mail server is set: mails are kept, and shown in the console.');
    if (left > 0) throw new CommandError(`${left} of ${names.length} users got nothing.`);
  },
});
