import { argument, flag, text } from '#platform/commands/options';
import { addComponent } from '../../domain/catalog/components.ts';
import { defineCommand } from '../command.ts';

export const componentAdd = defineCommand({
  name: 'component-add',
  summary: 'Register a component and show its token, this once',
  args: [argument('<name>', 'name of the component')],
  options: {
    baseUrl: text('--base-url <url>', 'where its services answer'),
    uiUrl: text('--ui-url <url>', 'where its pages are'),
    mayForce: flag('--may-force', 'let its commissions go beyond limits'),
  },
  async run({ service, args: [name], options, out }) {
    const { baseUrl = null, uiUrl = null, mayForce } = options;
    out.secret('Token: ', await addComponent(service, { name, baseUrl, uiUrl, mayForce }));
  },
});
