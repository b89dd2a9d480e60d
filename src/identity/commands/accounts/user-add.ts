import { ADMIN_ROLE } from '#contract/identity';
import { defineCommand } from '#platform/command';
import { randomPassword } from '../../domain/accounts/account-password.ts';
import { createUser } from '../../domain/accounts/create-user.ts';
import type { Identity } from '../../domain/identity.ts';
import { passwordOf, passwordOption, textsOf } from '../options.ts';

export const userAdd = defineCommand<Identity>({
  name: 'user-add',
  role: 'identity',
  summary: 'Make a local account; it waits to be verified and accepted (user-modify)',
  arguments: [
    { name: '<email>', help: 'e-mail, which is also the name to log in with' },
    { name: '<first-name>', help: 'first name' },
    { name: '<last-name>', help: 'last name' },
  ],
  options: [
    passwordOption,
    { flags: '--admin', help: 'make the account an administrator of the cloud' },
    { flags: '-g, --group <group...>', help: 'put the account into a group, made when it is new' },
    { flags: '-p, --permission <permission...>', help: 'give the account a permission' },
  ],
  async handle(input) {
    const { service, args, options, out } = input;
    const [email = '', firstName = '', lastName = ''] = args;
    const chosen = await passwordOf(input);
    const password = chosen ?? randomPassword(service);
    const groups = textsOf(options, 'group');
    const user = await createUser(service, {
      email,
      firstName,
      lastName,
      password,
      groups: options['admin'] === true ? [...groups, ADMIN_ROLE] : groups,
      permissions: textsOf(options, 'permission'),
    });
    out.line(`User created successfully with UUID: ${user.uuid}`);
    if (chosen === undefined) out.secret(' and password: ', password);
    else out.line('');
  },
});
