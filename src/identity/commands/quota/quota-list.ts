import { usageError } from '#platform/commands/command-error';
import { flag } from '#platform/commands/options';
import type { Condition } from '#platform/commands/filter';
import { formatAmount, parseAmount, type UnitStyle } from '../../domain/quota/units.ts';
import { type ListedHolding, listedHoldingColumns } from '../../store/quota/listed-holdings.ts';
import { defineListCommand } from '../command.ts';
import { unitStyle } from '../options.ts';

export const quotaList = defineListCommand({
  name: 'quota-list',
  summary: 'List what accepted accounts may use and use, in each of their projects',
  options: {
    style: unitStyle,
    overlimit: flag('--overlimit', 'only what is used beyond its limit'),
    mails: flag('--display-mails', 'also show the names of the accounts'),
  },
  // amounts are compared as people write them
  columns: { ...listedHoldingColumns, limit: { kind: 'text' }, usage: { kind: 'text' } },
  also: ({ mails }) => (mails ? ['displayname'] : []),
  pages: async ({ service, options }, request) => {
    const conditions = request.conditions.map(plain);
    const page = await service.store.holdings.listed(options, { ...request, conditions });
    return { ...page, rows: page.rows.map((row) => ({ ...row, style: options.style })) };
  },
  fields: {
    displayname: { help: 'name of the account', value: ({ username }: Shown) => username },
    holder: { help: 'uuid of the account', value: ({ uuid }) => uuid, shown: true },
    user: { help: 'the same, to filter by: uuid', value: ({ uuid }) => uuid },
    source: { help: 'uuid of the project', value: ({ source }) => source, shown: true },
    resource: { help: 'what is counted', value: ({ resource }) => resource, shown: true },
    limit: {
      help: 'what may be used',
      value: ({ limit, unit, style }) => formatAmount(limit, unit, style),
      shown: true,
    },
    usage: {
      help: 'what is used',
      value: ({ usage, unit, style }) => formatAmount(usage, unit, style),
      shown: true,
    },
  },
});

type Shown = ListedHolding & { style: UnitStyle };

/** Accounts and projects with the tag of the ledger or without it, amounts as numbers. */
function plain(condition: Condition): Condition {
  const { field, wanted } = condition;
  if (field === 'limit' || field === 'usage') {
    const amount = parseAmount(wanted);
    if (amount === undefined) throw usageError(`'${wanted}' is not an amount: write 20GB, 5 or inf.`);
    return { ...condition, wanted: String(amount) };
  }
  return { ...condition, wanted: wanted.replace(/^(?:user|project):/, '') };
}
