import { CommandError, usageError } from '#platform/commands/command-error';
import { count, flag, text } from '#platform/commands/options';
import { enforcementPlan, takeEnforcementStep } from '../domain/enforce/enforce.ts';
import { ENFORCED, type Step, type Strength } from '../domain/enforce/plan.ts';
import { defineCommand } from './command.ts';
import { wordsOf } from './options.ts';

const DANGEROUS = ['remove', 'release'];

export const enforceResources = defineCommand({
  name: 'enforce-resources-cyclades',
  summary: 'Find who uses more than his limits, and what would mend that; with --fix do it',
  options: {
    list: flag('--list-resources', 'show what can be enforced, and how'),
    resources: text('--resources <name,...>', 'what is enforced'),
    soft: text('--soft-resources <name,...>', 'what is enforced softly: servers are shut down, and stay'),
    users: text('--users <uuid,...>', 'only these users; limits of whole projects are left alone then'),
    exceptUsers: text('--exclude-users <uuid,...>', 'all but these'),
    projects: text('--projects <uuid,...>', 'only these projects'),
    exceptProjects: text('--exclude-projects <uuid,...>', 'all but these'),
    removesDisks: flag('--remove-system-volumes', 'servers may be removed with their disks'),
    most: count('--max-operations <count>', 'no more than so many in each back end'),
    fix: flag('--fix', 'do it; without it nothing is changed'),
  },
  asks: [flag('--force', 'do not ask')],
  async run({ service, options, out, ask }) {
    if (options.list)
      return out.table(
        ['Name', 'Enforce action', 'Soft enforce action'],
        Object.entries(ENFORCED).map(([name, { hard, soft }]) => [name, hard, soft ?? '']),
      );
    const resources = strengthsOf(wordsOf(options.resources), wordsOf(options.soft));
    if (resources.size === 0)
      return out.note('Name what to enforce: --resources or --soft-resources; --list-resources shows them.');
    const found = await enforcementPlan(service, {
      resources,
      users: options.users === undefined ? undefined : new Set(wordsOf(options.users)),
      exceptUsers: new Set(wordsOf(options.exceptUsers)),
      projects: options.projects === undefined ? undefined : new Set(wordsOf(options.projects)),
      exceptProjects: new Set(wordsOf(options.exceptProjects)),
      removesDisks: options.removesDisks,
    });
    if (found.pending > 0)
      out.note(
        `${found.pending} counters have pending commissions and are left alone: see reconcile-commissions-cyclades.`,
      );
    if (found.violations.length === 0) return out.note('No limit is exceeded.');
    const { violations } = found;
    out.table(
      ['#', 'Type', 'Holder', 'Source', 'Resource', 'Limit', 'Usage'],
      violations.map(({ user, project, resource, limit, usage }, index) => [
        index + 1,
        user === null ? 'project' : 'user',
        user ?? project,
        user === null ? '' : project,
        resource,
        limit,
        usage,
      ]),
      'Violations',
    );
    const row = ({ type, id, state, backend, action, violation }: Step): unknown[] => [
      type,
      id,
      state,
      backend,
      action,
      violations.indexOf(violation) + 1,
    ];
    const titles = ['Type', 'ID', 'State', 'Backend', 'Action', 'Violation'];
    const steps = withinLimit(found.steps, options.most ?? Infinity);
    for (const violation of found.unresolved)
      out.note(
        `Violation ${violations.indexOf(violation) + 1} cannot be resolved: nothing more may be taken. Without --remove-system-volumes no server is removed.`,
      );
    if (!options.fix) return out.table(titles, steps.map(row), 'Suggested actions');
    const dangerous = steps.filter(({ action }) => DANGEROUS.includes(action));
    if (dangerous.length > 0) {
      out.table(titles, steps.map(row), 'Actions');
      if (!(await ask.confirm(`${dangerous.length} of ${steps.length} cannot be taken back. Confirm?`)))
        throw new CommandError('Nothing was done.');
    }
    const results: unknown[][] = [];
    for (const step of steps) {
      const result = await takeEnforcementStep(service, step).then(
        () => 'DONE',
        (error: unknown) => {
          out.note(`${step.type} ${step.id}: ${(error as Error).message}`);
          return 'FAILED';
        },
      );
      results.push([...row(step), result]);
    }
    out.table([...titles, 'Result'], results, 'Results');
    if (results.some((result) => result.at(-1) === 'FAILED'))
      throw new CommandError('Not everything could be done.');
  },
});

function strengthsOf(hard: readonly string[], soft: readonly string[]): Map<string, Strength> {
  const full = (name: string): string => (name.startsWith('cyclades.') ? name : `cyclades.${name}`);
  const both = hard.find((name) => soft.map(full).includes(full(name)));
  if (both !== undefined) throw usageError(`${both} cannot be enforced both ways.`);
  for (const name of [...hard, ...soft])
    if (ENFORCED[full(name)] === undefined)
      throw usageError(`'${name}' cannot be enforced: see --list-resources.`);
  const none = soft.find((name) => ENFORCED[full(name)]?.soft === undefined);
  if (none !== undefined) throw usageError(`'${none}' cannot be enforced softly: see --list-resources.`);
  return new Map([
    ...hard.map((name) => [full(name), 'hard'] as const),
    ...soft.map((name) => [full(name), 'soft'] as const),
  ]);
}

/** So many of each back end. */
function withinLimit(steps: readonly Step[], most: number): Step[] {
  const taken = new Map<number | null, number>();
  return steps.filter(({ backend }) => {
    const number = (taken.get(backend) ?? 0) + 1;
    taken.set(backend, number);
    return backend === null || number <= most;
  });
}
