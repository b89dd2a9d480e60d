import { defineCommand } from '#platform/command';
import { addComponent } from '../../domain/catalog/components.ts';
import type { Identity } from '../../domain/identity.ts';
import { textOf } from '../options.ts';

export const componentAdd = defineCommand<Identity>({
  name: 'component-add',
  role: 'identity',
  summary: 'Register a component and show its token, this once',
  arguments: [{ name: '<name>', help: 'name of the component' }],
  options: [
    { flags: '--base-url <url>', help: 'where its services answer' },
    { flags: '--ui-url <url>', help: 'where its pages are' },
    { flags: '--may-force', help: 'let its commissions go beyond limits' },
  ],
  async handle({ service, args, options, out }) {
    const token = await addComponent(service, {
      name: args[0] ?? '',
      baseUrl: textOf(options, 'baseUrl') ?? null,
      uiUrl: textOf(options, 'uiUrl') ?? null,
      mayForce: options['mayForce'] === true,
    });
    out.secret('Token: ', token);
  },
});
