import { CommandError, type CommandInput, defineCommand } from '#platform/command';
import { boolOf } from '#platform/commands/options';
import { findComponent, modifyComponent } from '../../domain/catalog/components.ts';
import type { Identity } from '../../domain/identity.ts';
import { textOf } from '../options.ts';

export const componentModify = defineCommand<Identity>({
  name: 'component-modify',
  role: 'identity',
  summary: 'Change a component',
  arguments: [{ name: '<component>', help: 'number or name' }],
  options: [
    { flags: '--base-url <url>', help: 'where its services answer' },
    { flags: '--ui-url <url>', help: 'where its pages are' },
    {
      flags: '--auth-token [token]',
      help: 'ask for its new token, or read it from standard input; given as a value, other users of this machine can see it',
    },
    { flags: '--renew-token', help: 'make a new token and show it, this once' },
    { flags: '--purge-services', help: 'take its services out of the catalog; resources stay' },
    { flags: '--may-force <flag>', help: 'whether its commissions may go beyond limits' },
  ],
  async handle(input) {
    const { service, args, options, ask, out } = input;
    const [baseUrl, uiUrl, force] = [
      textOf(options, 'baseUrl'),
      textOf(options, 'uiUrl'),
      textOf(options, 'mayForce'),
    ];
    const given = options['authToken'];
    const token = given === true ? await ask.secret('Token:') : textOf(options, 'authToken');
    const mayForce = force === undefined ? undefined : boolOf(force);
    if (force !== undefined && mayForce === undefined)
      throw new CommandError('--may-force takes true or false.');
    const change = {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(uiUrl === undefined ? {} : { uiUrl }),
      ...(token === undefined ? {} : { token }),
      ...(mayForce === undefined ? {} : { mayForce }),
      ...(options['renewToken'] === true ? { renewToken: true } : {}),
      ...(options['purgeServices'] === true ? { purgeServices: true } : {}),
    };
    if (Object.keys(change).length === 0) throw new CommandError('Nothing to change was given.');
    if (options['purgeServices'] === true) await confirmPurge(input, args[0] ?? '');
    const made = await modifyComponent(service, args[0] ?? '', change);
    if (made !== undefined) out.secret("Component's new token: ", made);
  },
});

/** Clients find a service through the catalog alone. */
async function confirmPurge({ service, ask, out }: CommandInput<Identity>, name: string): Promise<void> {
  const { name: component } = await findComponent(service, name);
  const all = await service.store.catalog.services();
  const names = all.filter((row) => row.component === component).map((row) => row.name);
  out.note(`${names.length} services: ${names.join(', ')}`);
  if (!(await ask.confirm('Take these services out of the catalog, so that no client finds them?')))
    throw new CommandError('Nothing was changed.');
}
