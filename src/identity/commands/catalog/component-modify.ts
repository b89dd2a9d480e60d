import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, flag, secret, text } from '#platform/commands/options';
import { secretOf } from '#platform/commands/questions';
import { modifyComponent, servicesOf } from '../../domain/catalog/components.ts';
import { defineCommand } from '../command.ts';

export const componentModify = defineCommand({
  name: 'component-modify',
  summary: 'Change a component',
  args: [argument('<component>', 'number or name')],
  options: {
    baseUrl: text('--base-url <url>', 'where its services answer'),
    uiUrl: text('--ui-url <url>', 'where its pages are'),
    token: secret(
      '--auth-token [token]',
      'ask for its new token, or read it from standard input; given as a value, other users of this machine can see it',
    ),
    renewToken: flag('--renew-token', 'make a new token and show it, this once'),
    purgeServices: flag('--purge-services', 'take its services out of the catalog; resources stay'),
    mayForce: bool('--may-force <flag>', 'whether its commissions may go beyond limits'),
  },
  asks: [],
  async run({ service, args: [name], options, out, ask }) {
    const { baseUrl, uiUrl, mayForce, renewToken, purgeServices } = options;
    const asked = {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(uiUrl === undefined ? {} : { uiUrl }),
      ...(mayForce === undefined ? {} : { mayForce }),
      ...(renewToken ? { renewToken } : {}),
      ...(purgeServices ? { purgeServices } : {}),
    };
    if (Object.keys(asked).length === 0 && options.token === undefined)
      throw usageError('Nothing to change was given.');
    const token = await secretOf({ ask, out }, options.token, 'Token');
    const change = { ...asked, ...(token === undefined ? {} : { token }) };
    if (purgeServices) {
      const names = (await servicesOf(service, name)).map((offered) => offered.name);
      out.note(`${names.length} services: ${names.join(', ')}`);
      // Clients find a service through the catalog alone.
      if (!(await ask.confirm('Take these services out of the catalog, so that no client finds them?')))
        throw new CommandError('Nothing was changed.');
    }
    const made = await modifyComponent(service, name, change);
    if (made !== undefined) out.secret("Component's new token: ", made);
  },
});
