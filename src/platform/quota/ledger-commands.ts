import { CommandError } from '../commands/command-error.ts';
import { flag, text } from '../commands/options.ts';
import { commandsOf, type ServiceCommand } from '../commands/service-command.ts';
import type { ServiceRun } from '../commands/service-run.ts';
import { ServiceError } from '../errors.ts';
import type { Charge } from './charge.ts';
import { chargeDifferences, compareUsage, type UsageFilter } from './differences.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { findUnsettled, settleUnsettled } from './recovery.ts';
import type { CorrectionRow } from './quota-store.ts';
import { dropCorrection, settleOnRecord } from './settle.ts';

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
    summary:
      'List commissions that are pending and should not be, and charges that are refused; with --fix settle them, or try to',
    options: {
      fix,
      drop: text('--drop <id>', 'give up a charge that is refused: what it was for is then a difference'),
    },
    asks: [],
    async run({ service, options, out, ask }) {
      const ledger = of.ledger(service);
      if (options.drop !== undefined) {
        if (!(await ask.confirm(`Give up the charge ${options.drop}?`)))
          throw new CommandError('Nothing was given up.');
        if (!(await dropCorrection(ledger, options.drop)))
          throw new CommandError(`There is no refused charge '${options.drop}'.`);
        return out.note(`It is given up: reconcile-resources-${of.name} shows what differs now.`);
      }
      if (options.fix) await ledger.store.quota.hastenCorrections();
      await reconcileCommissions(ledger, options.fix, out);
      showRefused(await ledger.store.quota.refusedCorrections(SHOWN), out);
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

type Out = ServiceRun<unknown>['out'];

async function reconcileCommissions<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
  isFixed: boolean,
  out: Out,
): Promise<void> {
  const found = await findUnsettled(ledger);
  const wrong = [...found.accept, ...found.reject];
  if (found.leave.length > 0)
    out.note(`${found.leave.length} more belong to work under way, or may, and are left alone.`);
  if (wrong.length === 0) out.note('No unresolved commissions were found');
  else out.line(`Unresolved commissions: ${shown(wrong)}`);
  if (!isFixed) return;
  await settleOnRecord(ledger);
  if (wrong.length === 0) return;
  const { accepted, rejected, failed } = await settleUnsettled(ledger, found);
  // What was on record was accepted a moment ago: the holder does not know it as pending any more.
  const settled = new Set(found.accept);
  out.line(`Accepted: ${shown([...accepted, ...failed.filter((serial) => settled.has(serial))])}`);
  out.line(`Rejected: ${shown(rejected)}`);
  out.line(`Failed: ${shown(failed.filter((serial) => !settled.has(serial)))}`);
}

function showRefused(refused: readonly CorrectionRow[], out: Out): void {
  if (refused.length === 0) return;
  out.table(
    ['Id', 'Charge', 'Since', 'Tries', 'Next try', 'Refused because'],
    refused.map(({ id, name, recorded, failures, nextTry, reason }) => [
      id,
      name,
      recorded,
      failures,
      nextTry,
      reason,
    ]),
    'Refused charges',
  );
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
