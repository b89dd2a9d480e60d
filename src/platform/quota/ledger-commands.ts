import { CommandError } from '../commands/command-error.ts';
import { flag, text } from '../commands/options.ts';
import { commandsOf, type ServiceCommand } from '../commands/service-command.ts';
import type { ServiceRun } from '../commands/service-run.ts';
import type { Charge } from './charge.ts';
import { chargedBy, type UsageFilter } from './differences.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { reconcileResources } from './reconcile-resources.ts';
import { findUnsettled, settleUnsettled } from './recovery.ts';
import type { CorrectionRow } from './correction-store.ts';
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
  const commissions = defineCommand({
    name: `reconcile-commissions-${of.name}`,
    summary:
      'List commissions that are pending and should not be, and charges that are refused; with --fix settle them, or try to',
    options: {
      fix: flag('--fix', 'do it; without it nothing is changed'),
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
      if (options.fix) await ledger.store.quota.corrections.hasten();
      await reconcileCommissions(ledger, options.fix, out);
      showRefused(await ledger.store.quota.corrections.refused(SHOWN), out);
    },
  });
  const resources = reconcileResources<Service>({
    name: of.name,
    role: of.role,
    rows: 'Database',
    charged: async (service) => chargedBy(of.ledger(service)),
    used: of.used,
    settle: (service) => settleOnRecord(of.ledger(service)),
    unsettled: `have pending commissions or open corrections: run reconcile-commissions-${of.name} and try again.`,
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
