import { CommandError } from '../commands/command-error.ts';
import { flag, hidden, uuid } from '../commands/options.ts';
import { commandsOf, type ServiceCommand } from '../commands/service-command.ts';
import { ServiceError } from '../errors.ts';
import type { Charge } from './charge.ts';
import { type Charged, chargeDifferences, compareUsage, type UsageFilter } from './differences.ts';

/** Most rows that the command shows. */
const SHOWN = 1000;

/** The command that compares what a service's rows say is used with what is charged, and charges the differences. */
export function reconcileResources<Service>(of: {
  /** The service as its commands are named. */
  name: string;
  role: string;
  /** Title of what the service's rows say. */
  rows: string;
  charged(service: Service): Promise<Charged>;
  /** What the rows of the service say is used. */
  used(service: Service, filter: UsageFilter): Promise<Charge[]>;
  /** Done before anything is corrected. */
  settle?(service: Service): Promise<unknown>;
  /** What is said of counters that cannot be compared now. */
  unsettled: string;
}): ServiceCommand<Service> {
  return commandsOf<Service>(of.role).defineCommand({
    name: `reconcile-resources-${of.name}`,
    summary: 'Compare what is used with what is charged; with --fix charge the differences',
    options: {
      user: uuid('--user <uuid>', 'only this user'),
      userid: hidden(uuid('--userid <uuid>', 'the same as --user')),
      project: uuid('--project <uuid>', 'only this project'),
      fix: flag('--fix', 'do it; without it nothing is changed'),
      force: flag('--force', 'whatever the limits say'),
    },
    async run({ service, options, out }) {
      const charged = await of.charged(service);
      const filter = { user: options.user ?? options.userid, project: options.project };
      if (options.fix) await of.settle?.(service);
      const { differences, unsettled } = await compareUsage(
        charged,
        (only) => of.used(service, only),
        filter,
      );
      if (unsettled > 0) out.note(`${unsettled} counters ${of.unsettled}`);
      if (differences.length === 0) return out.note('Everything in sync.');
      out.table(
        ['Type', 'Holder', 'Source', 'Resource', of.rows, 'Quotaholder'],
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
      const fixed = await chargeDifferences(charged, differences, { force: options.force }).catch(refuse);
      out.note(`Fixed unsynced resources: ${fixed} of users, and their projects' with them.`);
    },
  });
}

function refuse(thrown: unknown): never {
  if (thrown instanceof ServiceError && thrown.status === 413)
    throw new CommandError(
      'Reconciling failed because a limit has been reached. Use --force to ignore the limits.',
    );
  throw thrown;
}
