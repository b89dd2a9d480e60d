import { ADMIN_ROLE } from '#contract/admin-role';
import { argument, flag, list } from '#platform/commands/options';
import { secretOf } from '#platform/commands/questions';
import { randomPassword } from '../../domain/accounts/account-password.ts';
import { createUser } from '../../domain/accounts/create-user.ts';
import { defineCommand } from '../command.ts';
import { password } from '../options.ts';

export const userAdd = defineCommand({
  name: 'user-add',
  summary: 'Make a local account; it waits to be verified and accepted (user-modify)',
  args: [
    argument('<email>', 'e-mail, which is also the name to log in with'),
    argument('<first-name>', 'first name'),
    argument('<last-name>', 'last name'),
  ],
  options: {
    password,
    admin: flag('--admin', 'make the account an administrator of the cloud'),
    groups: list('-g, --group <group>', 'put the account into a group, made when it is new; may be repeated'),
    permissions: list('-p, --permission <permission>', 'give the account a permission; may be repeated'),
  },
  async run({ service, args: [email, firstName, lastName], options, out, ask }) {
    const chosen = await secretOf({ ask, out }, options.password, 'Password');
    const made = chosen === undefined ? randomPassword(service) : undefined;
    const user = await createUser(service, {
      email,
      firstName,
      lastName,
      password: chosen ?? made ?? '',
      groups: options.admin ? [...options.groups, ADMIN_ROLE] : options.groups,
      permissions: options.permissions,
    });
    out.line(`User created successfully with UUID: ${user.uuid}`);
    if (made !== undefined) out.secret(' and password: ', made);
    else out.line('');
  },
});
