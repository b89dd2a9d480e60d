import { usageError } from '#platform/commands/command-error';
import { flag } from '#platform/commands/options';
import { formerLimits } from '../../domain/catalog/former-limits.ts';
import { defineCommand } from '../command.ts';
import { unitStyle } from '../options.ts';
import { applyMany } from './resource-modify.ts';

export const astakosInit = defineCommand({
  name: 'astakos-init',
  summary: 'Set what new accounts get of each resource to the uplimit that ASTAKOS_SERVICES has',
  help: 'Services and resources register themselves, or are registered by snf-component-register.',
  options: {
    load: flag('--load-service-resources', 'do it'),
    style: unitStyle,
  },
  asks: [],
  async run({ service, options: { load, style }, out, ask }) {
    if (!load) throw usageError('Give --load-service-resources.');
    const { limits, unknown } = await formerLimits(service);
    for (const name of unknown) out.note(`There is no resource ${name}: its uplimit is left out.`);
    if (limits.size === 0)
      return out.note('ASTAKOS_SERVICES names no uplimit of a resource that is registered.');
    await applyMany({ service, out, ask }, limits, style);
  },
});
