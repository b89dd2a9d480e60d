import { type CommandInput, defineCommand } from '#platform/command';
import type { Identity } from '../domain/identity.ts';
import { findUser } from '../domain/accounts/find-account.ts';
import { repairLimits, verifyLimits } from '../domain/quota/verify-limits.ts';
import { formatAmount } from '../domain/quota/units.ts';
import { unitStyleOf, unitStyleOption } from './options.ts';

export const quota = defineCommand<Identity>({
  name: 'quota',
  role: 'identity',
  summary: 'List what accounts may use and use; compare or repair limits',
  options: [
    { flags: '--list', help: 'list quota (the default)' },
    { flags: '--verify', help: 'show holdings whose limit is not what projects say' },
    { flags: '--sync', help: 'set limits to what projects say; usage stays' },
    { flags: '--user <user>', help: 'only this account: number, e-mail or uuid' },
    unitStyleOption,
  ],
  async handle(input) {
    if (input.options['sync'] === true) {
      await repairLimits(input.service);
      input.out.note('Limits were set to what projects say.');
    } else if (input.options['verify'] === true) await showDifferences(input);
    else await showQuota(input);
  },
});

async function showQuota({ service, options, out }: CommandInput<Identity>): Promise<void> {
  const style = unitStyleOf(options);
  const named = options['user'];
  const user = typeof named === 'string' ? await findUser(service, named) : undefined;
  const units = new Map((await service.store.catalog.resources()).map(({ name, unit }) => [name, unit]));
  const rows = await service.store.holdings.ofAcceptedUsers(user?.uuid);
  const base = new Map(
    rows
      .filter(({ uuid, source }) => source === `project:${uuid}`)
      .map((row) => [`${row.uuid} ${row.resource}`, row.limit]),
  );
  out.table(
    ['uuid', 'email', 'source', 'resource', 'base quota', 'total quota', 'usage'],
    rows.map(({ uuid, email, source, resource, limit, usageMax }) => {
      const show = (amount: bigint): string => formatAmount(amount, units.get(resource) ?? null, style);
      return [
        uuid,
        email,
        source,
        resource,
        show(base.get(`${uuid} ${resource}`) ?? 0n),
        show(limit),
        show(usageMax),
      ];
    }),
  );
}

async function showDifferences({ service, out }: CommandInput<Identity>): Promise<void> {
  const differences = await verifyLimits(service);
  if (differences.length === 0) {
    out.note('Everything in sync.');
    return;
  }
  out.table(
    ['Holder', 'Source', 'Resource', 'Astakos', 'Quotaholder'],
    differences.map(({ holder, source, resource, expected, found }) => [
      holder,
      source,
      resource,
      expected,
      found,
    ]),
    'Inconsistencies',
  );
}
