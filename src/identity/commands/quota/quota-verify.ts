import { usageError } from '#platform/commands/command-error';
import { flag } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Identity } from '../../domain/identity.ts';
import { limitDifferences, removeUnexpected, repairLimits } from '../../domain/quota/verify-limits.ts';
import { defineCommand } from '../command.ts';

export const quotaVerify = defineCommand({
  name: 'quota-verify',
  summary: 'Show holdings whose limit is not what projects say, or mend them',
  options: {
    fix: flag('--fix', 'set limits to what projects say; usage stays'),
    unexpected: flag(
      '--include-unexpected-holdings',
      'with --fix: also remove holdings that no project asks for, save those in use',
    ),
  },
  async run({ service, options: { fix, unexpected }, out }) {
    if (unexpected && !fix) throw usageError('--include-unexpected-holdings goes with --fix.');
    await showDifferences({ service, out });
    if (!fix) return;
    await repairLimits(service);
    out.note('Limits were set to what projects say.');
    if (!unexpected) return;
    const { removed, kept } = await removeUnexpected(service);
    out.note(
      `${removed} unexpected holdings were removed; ${kept} stay, because something is counted in them.`,
    );
  },
});

/** The table of what differs, or that nothing does. */
export async function showDifferences({
  service,
  out,
}: Pick<ServiceRun<Identity>, 'service' | 'out'>): Promise<void> {
  // What differs are faults: few, where there is anything at all.
  const rows: unknown[][] = [];
  for await (const differences of limitDifferences(service))
    for (const { holder, source, resource, expected, found } of differences)
      rows.push([holder, source, resource, expected, found]);
  if (rows.length === 0) return out.note('Everything in sync.');
  out.table(['Holder', 'Source', 'Resource', 'Astakos', 'Quotaholder'], rows, 'Inconsistencies');
}
