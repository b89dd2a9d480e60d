import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, flag, hidden, text } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import { modifyResources, type ResourceChange } from '../../domain/catalog/resources.ts';
import type { Acting } from '../../domain/identity.ts';
import { formatAmount, type UnitStyle } from '../../domain/quota/units.ts';
import { defineCommand } from '../command.ts';
import { amount, unitStyle } from '../options.ts';
import { askedLimits, limitsOfFile } from './new-limits.ts';

const options = {
  systemDefault: amount('--system-default <limit>', "limit of new users' own projects"),
  projectDefault: amount('--project-default <limit>', 'limit of new projects that do not say another'),
  apiVisible: bool('--api-visible <bool>', 'whether users see it'),
  uiVisible: bool('--ui-visible <bool>', 'whether it can be applied for'),
  limit: amount('--limit <limit>', 'the same as --system-default'),
  interactive: flag(
    '--limit-interactive',
    'ask for the --system-default of the resource, or of each one there is',
  ),
  file: text('--limit-from-file <file>', 'take the --system-default of resources from a JSON dictionary'),
  allowed: hidden(bool('--allow-in-projects <bool>', 'the same as --ui-visible')),
  style: unitStyle,
};

export const resourceModify = defineCommand({
  name: 'resource-modify',
  summary: 'Change the limits that new accounts and new projects get of a resource, and who sees it',
  help: 'Accounts and projects that are there keep their limits: user-modify --set-base-quota and project-modify change those.\nAmounts are written as 5, 20GB or inf.',
  args: [argument('[resource]', 'name; may be left out with --limit-interactive and --limit-from-file')],
  options,
  asks: [],
  async run({ service, args: [name], options: given, out, ask }) {
    const { interactive, file, style } = given;
    const change = changeOf(given);
    const ways = [Object.keys(change).length > 0, interactive, file !== undefined].filter(Boolean).length;
    if (ways === 0) throw usageError('Nothing to change was given: see resource-modify -h.');
    if (ways > 1 || (given.limit !== undefined && given.systemDefault !== undefined))
      throw usageError('Give one of --limit, --limit-interactive, --limit-from-file and --system-default.');
    const run = { service, out, ask };
    if (ways === 1 && !interactive && file === undefined) {
      if (name === undefined) throw usageError('Name the resource that is to be changed.');
      return apply(run, new Map([[name, change]]), style);
    }
    const limits =
      file === undefined ? await askedLimits(run, name, style) : await limitsOfFile(service, file, name);
    if (limits.size === 0) return out.note('Nothing was changed.');
    await applyMany(run, limits, style);
  },
});

type Run = Pick<ServiceRun<Acting>, 'service' | 'out' | 'ask'>;

function changeOf(given: {
  systemDefault: bigint | undefined;
  limit: bigint | undefined;
  projectDefault: bigint | undefined;
  apiVisible: boolean | undefined;
  uiVisible: boolean | undefined;
  allowed: boolean | undefined;
}): ResourceChange {
  const systemDefault = given.systemDefault ?? given.limit;
  const uiVisible = given.uiVisible ?? given.allowed;
  return {
    ...(systemDefault === undefined ? {} : { systemDefault }),
    ...(given.projectDefault === undefined ? {} : { projectDefault: given.projectDefault }),
    ...(given.apiVisible === undefined ? {} : { apiVisible: given.apiVisible }),
    ...(uiVisible === undefined ? {} : { uiVisible }),
  };
}

/** Changes what new accounts get of many resources, once the difference was seen and agreed to. */
export async function applyMany(
  { service, out, ask }: Run,
  limits: ReadonlyMap<string, bigint>,
  style: UnitStyle,
): Promise<void> {
  const resources = (await service.store.catalog.resources()).filter(({ name }) => limits.has(name));
  const show = (limit: bigint, unit: string | null): string => formatAmount(limit, unit, style);
  const differing = resources.filter(({ name, systemDefault }) => limits.get(name) !== systemDefault);
  out.table(
    ['resource', 'system_default', 'new'],
    differing.map(({ name, systemDefault, unit }) => [
      name,
      show(systemDefault, unit),
      show(limits.get(name)!, unit),
    ]),
  );
  if (differing.length === 0) return out.note('Nothing to change.');
  if (!(await ask.confirm('Change what new accounts get of these resources?')))
    throw new CommandError('Nothing was changed.');
  await modifyResources(
    service,
    new Map(differing.map(({ name }) => [name, { systemDefault: limits.get(name)! }])),
  );
}

async function apply(
  { service, out }: Run,
  changes: ReadonlyMap<string, ResourceChange>,
  style: UnitStyle,
): Promise<void> {
  for (const { before, after, followed } of await modifyResources(service, changes)) {
    const show = (limit: bigint): string => formatAmount(limit, before.unit, style);
    if (after.systemDefault !== before.systemDefault)
      out.note(
        `${before.name}: system_default from ${show(before.systemDefault)} to ${show(after.systemDefault)}`,
      );
    if (after.projectDefault !== before.projectDefault)
      out.note(
        `${before.name}: project_default from ${show(before.projectDefault)} to ${show(after.projectDefault)}`,
      );
    if (followed === 'ui_visible') out.note(`Also resetting 'ui_visible' of ${before.name}.`);
    if (followed === 'api_visible') out.note(`Also setting 'api_visible' of ${before.name}.`);
  }
}
