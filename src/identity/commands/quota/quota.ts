import { flag, text } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import { findUser } from '../../domain/accounts/find-account.ts';
import type { Identity } from '../../domain/identity.ts';
import { quotaOfUsers } from '../../domain/quota/quota-of-users.ts';
import { formatAmount, type UnitStyle } from '../../domain/quota/units.ts';
import { repairLimits } from '../../domain/quota/verify-limits.ts';
import { showDifferences } from './quota-verify.ts';
import { defineCommand } from '../command.ts';
import { unitStyle } from '../options.ts';

export const quota = defineCommand({
  name: 'quota',
  summary: 'List what accounts may use and use; compare or repair limits',
  options: {
    // the default
    list: flag('--list', 'list quota (the default)'),
    verify: flag('--verify', 'show holdings whose limit is not what projects say'),
    sync: flag('--sync', 'set limits to what projects say; usage stays'),
    user: text('--user <user>', 'only this account: number, e-mail or uuid'),
    style: unitStyle,
  },
  async run({ service, options: { sync, verify, user, style }, out }) {
    if (sync) {
      await repairLimits(service);
      out.note('Limits were set to what projects say.');
    } else if (verify) await showDifferences({ service, out });
    else await showQuota({ service, out }, user, style);
  },
});

type Run = Pick<ServiceRun<Identity>, 'service' | 'out'>;

async function showQuota({ service, out }: Run, name: string | undefined, style: UnitStyle): Promise<void> {
  const user = name === undefined ? undefined : await findUser(service, name);
  await out.pages(
    ['uuid', 'email', 'source', 'resource', 'base quota', 'total quota', 'usage'],
    async function* () {
      for await (const { rows, isLast } of quotaOfUsers(service, user))
        yield {
          rows: rows.map(({ uuid, email, source, resource, unit, base, limit, usageMax }) => {
            const show = (amount: bigint): string => formatAmount(amount, unit, style);
            return [uuid, email, source, resource, show(base), show(limit), show(usageMax)];
          }),
          isLast,
        };
    },
  );
}
