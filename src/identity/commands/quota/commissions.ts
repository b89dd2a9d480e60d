import { argument, count } from '#platform/commands/options';
import { commissionDetails } from '../../domain/quota/find-commission.ts';
import { type Commission, listedCommissionColumns } from '../../store/quota/commissions.ts';
import { defineCommand, defineListCommand } from '../command.ts';

const commissionList = defineListCommand({
  name: 'commission-list',
  summary: 'List pending commissions: changes of quota that their service has not settled',
  options: { overdue: count('--overdue <seconds>', 'only those that were issued longer ago') },
  columns: listedCommissionColumns,
  pages: ({ service, options: { overdue } }, request) =>
    service.store.commissions.listed(
      overdue === undefined ? undefined : new Date(service.clock.now().getTime() - overdue * 1000),
      request,
    ),
  fields: {
    serial: { help: 'its number', value: ({ serial }: Commission) => serial, shown: true },
    name: { help: 'what it is for', value: ({ name }) => name, shown: true },
    clientkey: { help: 'component that issued it', value: ({ clientKey }) => clientKey, shown: true },
    'issue time': { help: 'when it was issued', value: ({ issuedAt }) => issuedAt, shown: true },
  },
});

const commissionShow = defineCommand({
  name: 'commission-show',
  summary: 'Show a pending commission and what it takes or gives back',
  args: [argument('<serial>', 'its number')],
  async run({ service, args: [wanted], out }) {
    const { serial, name, clientKey, issuedAt, provisions } = await commissionDetails(service, wanted);
    out.show({ serial, name, clientkey: clientKey, issue_time: issuedAt });
    out.table(
      ['holder', 'resource', 'source', 'quantity'],
      provisions.map(({ holder, resource, source, quantity }) => [holder, resource, source, quantity]),
      'Provisions',
    );
  },
});

export const commissionCommands = [commissionList, commissionShow];
