import { writeFile } from 'node:fs/promises';
import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, flag, text, uuid } from '#platform/commands/options';
import {
  accountContents,
  deleteAccount,
  quotasOfAccounts,
  setContainerQuotas,
} from '../../domain/manage-accounts.ts';
import { listedAccountColumns } from '../../store/accounts.ts';
import { defineCommand, defineListCommand } from '../command.ts';

const SHOWN = 1000;
const dry = flag('--dry', 'only say what would be done');

const accountsList = defineListCommand({
  name: 'pithos-manage-accounts list',
  summary: 'List accounts of object storage',
  options: { duplicate: flag('--duplicate', 'only those whose names differ in capital letters alone') },
  columns: listedAccountColumns,
  pages: ({ service, options }, request) =>
    service.store.accounts.listed(options.duplicate, { ...request, order: request.order ?? 'uuid' }),
  fields: { uuid: { help: 'the account', value: ({ uuid }: { uuid: string }) => uuid, shown: true } },
});

const accountsDelete = defineCommand({
  name: 'pithos-manage-accounts delete',
  summary: 'Remove an account with all its containers, objects and groups',
  args: [argument('<account>', 'uuid of the account')],
  options: { dry },
  asks: [],
  async run({ service, args: [account], options, out, ask }) {
    const { containers, groups } = await accountContents(service, account);
    out.table(
      ['container', 'objects', 'bytes'],
      containers.slice(0, SHOWN).map(({ name, objects, bytes }) => [name, objects, bytes]),
      'Containers',
    );
    if (containers.length > SHOWN) out.note(`… and ${containers.length - SHOWN} more containers`);
    if (groups.size > 0)
      out.table(
        ['group', 'members'],
        [...groups].map(([name, members]) => [name, members]),
        'Groups',
      );
    if (options.dry) return;
    const objects = containers.reduce((sum, container) => sum + container.objects, 0n);
    const question = `Remove account ${account} with ${containers.length} containers and ${objects} objects, for good?`;
    if (!(await ask.confirm(question))) throw new CommandError('Nothing was removed.');
    await deleteAccount(service, account, (container) => out.note(`Removed container ${container}.`));
    out.note(`Removed account ${account}.`);
  },
});

const accountsExportQuota = defineCommand({
  name: 'pithos-manage-accounts export-quota',
  summary:
    'Write what each account may store in its own project to a file, a line an account: uuid, resource, bytes',
  options: { location: text('--location <file>', 'the file, which must not be there yet') },
  async run({ service, options, out }) {
    if (options.location === undefined) throw usageError('Name the file: --location FILE');
    const lines: string[] = [];
    for await (const { account, resource, limit } of quotasOfAccounts(service))
      lines.push(`${account} ${resource} ${limit}\n`);
    try {
      await writeFile(options.location, lines.join(''), { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      throw new CommandError(`${options.location} cannot be written: ${(cause as Error).message}`, { cause });
    }
    out.note(`Wrote the quotas of ${lines.length} accounts to ${options.location}.`);
  },
});

const accountsSetContainerQuota = defineCommand({
  name: 'pithos-manage-accounts set-container-quota',
  summary: 'Limit how much a container may hold, in one account or in all that have it',
  args: [
    argument('<container>', 'name of the container'),
    argument('<bytes>', 'the most it may hold; 0 for no limit'),
  ],
  options: {
    account: uuid('--account <uuid>', 'only in this account'),
    dry,
    report: flag('--report', 'list the accounts where it was not done, such as for want of the container'),
  },
  async run({ service, args: [container, bytes], options, out }) {
    if (!/^\d{1,18}$/.test(bytes)) throw usageError(`'${bytes}' is not a number of bytes.`);
    const wanted = { container, quota: BigInt(bytes), account: options.account, isDry: options.dry };
    const { done, failed } = await setContainerQuotas(service, wanted);
    const what = options.dry ? 'would be limited' : 'were limited';
    out.note(`${done} containers ${what}, ${failed.length} accounts were left as they are.`);
    if (options.report)
      out.table(
        ['account', 'reason'],
        failed.map((each) => [each.account, each.reason]),
      );
    if (done === 0 && options.account !== undefined)
      throw new CommandError(failed[0]?.reason ?? 'Nothing to do.');
  },
});

export const accountCommands = [accountsList, accountsDelete, accountsExportQuota, accountsSetContainerQuota];
