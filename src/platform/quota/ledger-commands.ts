import { CommandError } from '../commands/command-error.ts';
import { flag, text } from '../commands/options.ts';
import { commandsOf, type ServiceCommand } from '../commands/service-command.ts';
import { ServiceError } from '../errors.ts';
import type { Charge } from './charge.ts';
import { chargeDifferences, compareUsage, type UsageFilter } from './differences.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { findUnsettled, settleUnsettled } from './recovery.ts';
import { settleOnRecord } from './settle.ts';

/** Most serials or rows that a command shows. */
const SHOWN = 1000;

/** The commands by which an operator compares a service's ledger with the quota holder, and brings them together. */
export function ledgerCommands<Service, S extends LedgerStore<S>>(of: {
  /** The service as its commands are named. */
  name: string;
  role: string;
  ledger(service: Service): Ledger<S>;
  /** What the rows of the service say is used. */
  used(service: Service, filter: UsageFilter): Promise<Charge[]>;
}): ServiceCommand<Service>[] {
  const { defineCommand } = commandsOf<Service>(of.role);
  const fix = flag('--fix', 'do it; without it nothing is changed');
  const commissions = defineCommand({
    name: `reconcile-commissions-${of.name}`,
    summary: 'List commissions that are pending and should not be; with --fix accept or reject them',
    options: { fix },
    async run({ service, options, out }) {
      const ledger = of.ledger(service);
      const found = await findUnsettled(ledger);
      const wrong = [...found.accept, ...found.reject];
      if (found.leave.length > 0)
        out.note(`${found.leave.length} more belong to work under way, or may, and are left alone.`);
      if (wrong.length === 0) return out.note('No unresolved commissions were found');
      out.line(`Unresolved commissions: ${shown(wrong)}`);
      if (!options.fix) return;
      await settleOnRecord(ledger);
      const { accepted, rejected, failed } = await settleUnsettled(ledger, found);
      // What was on record was accepted a moment ago: the holder does not know it as pending any more.
      const settled = new Set(found.accept);
      out.line(`Accepted: ${shown([...accepted, ...failed.filter((serial) => settled.has(serial))])}`);
      out.line(`Rejected: ${shown(rejected)}`);
      out.line(`Failed: ${shown(failed.filter((serial) => !settled.has(serial)))}`);
    },
  });
  const resources = defineCommand({
    name: `reconcile-resources-${of.name}`,
    summary: 'Compare what is used with what is charged; with --fix charge the differences',
    options: {
      user: text('--user <uuid>', 'only this user'),
      project: text('--project <uuid>', 'only this project'),
      fix,
      force: flag('--force', 'whatever the limits say'),
    },
    async run({ service, options, out }) {
      const ledger = of.ledger(service);
      const filter = { user: options.user, project: options.project };
      if (options.fix) await settleOnRecord(ledger);
      const { differences, unsettled } = await compareUsage(ledger, (only) => of.used(service, only), filter);
      if (unsettled > 0)
        out.note(
          `${unsettled} counters have pending commissions or open corrections: run reconcile-commissions-${of.name} and try again.`,
        );
      if (differences.length === 0) return out.note('Everything in sync.');
      out.table(
        ['Type', 'Holder', 'Source', 'Resource', 'Database', 'Quotaholder'],
        differences
          .slice(0, SHOWN)
          .map(({ user, project, resource, database, quotaholder }) => [
            user === null ? 'project' : 'user',
            user ?? project,
            user === null ? '' : project,
            resource,
            database,
            quotaholder ?? 'unknown holding',
          ]),
      );
      if (differences.length > SHOWN) out.note(`… and ${differences.length - SHOWN} more`);
      if (!options.fix) return;
      const fixed = await chargeDifferences(ledger, differences, { force: options.force }).catch(refuse);
      out.note(`Fixed unsynced resources: ${fixed} of users, and their projects' with them.`);
    },
  });
  return [commissions, resources];
}

function shown(serials: readonly bigint[]): string {
  const more = serials.length > SHOWN ? ` … and ${serials.length - SHOWN} more` : '';
  return serials.slice(0, SHOWN).join(', ') + more;
}

function refuse(thrown: unknown): never {
  if (thrown instanceof ServiceError && thrown.status === 413)
    throw new CommandError(
      'Reconciling failed because a limit has been reached. Use --force to ignore the limits.',
    );
  throw thrown;
}
