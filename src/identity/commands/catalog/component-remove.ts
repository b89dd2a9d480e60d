import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { removeComponent, servicesOf } from '../../domain/catalog/components.ts';
import { defineCommand } from '../command.ts';

export const componentRemove = defineCommand({
  name: 'component-remove',
  summary: 'Take a component out, with its token and the services that it offers; what it counts stays',
  args: [argument('<component>', 'number or name')],
  asks: [],
  async run({ service, args: [name], out, ask }) {
    const services = (await servicesOf(service, name)).map((offered) => offered.name);
    if (!ask.assumesYes) out.note(`${services.length} services: ${services.join(', ')}`);
    if (!(await ask.confirm('Remove the component with these services?')))
      throw new CommandError('Nothing was changed.');
    await removeComponent(service, name);
  },
});
