import { usageError } from '#platform/commands/command-error';
import { argument, bool, choice, flag, text, tuples } from '#platform/commands/options';
import { policies } from '#contract/project-words';
import {
  modifyBaseProjects,
  modifyProject,
  type ProjectChange,
} from '../../domain/projects/modify-project.ts';
import { readTime } from '../../domain/projects/read-time.ts';
import type { WantedCapacities } from '../../domain/projects/wanted-project.ts';
import { parseAmount } from '../../domain/quota/units.ts';
import { policy } from '../../domain/states.ts';
import { defineCommand } from '../command.ts';

function amountOf(word: string): bigint {
  const amount = parseAmount(word);
  if (amount === undefined) throw usageError(`'${word}' is not an amount: write 20GB, 5 or inf.`);
  return amount;
}

export const projectModify = defineCommand({
  name: 'project-modify',
  summary: 'Change a project, or those that people have of themselves, without an application',
  args: [argument('[project]', 'uuid or number of the project')],
  options: {
    allBase: flag('--all-system-projects', 'change the projects that people have of themselves'),
    exclude: text(
      '--exclude <uuids>',
      'with --all-system-projects: leave these out, with commas between them',
    ),
    dryRun: flag(
      '-n, --dry-run',
      'with --all-system-projects: say how many would be changed, change nothing',
    ),
    name: text('--name <name>', 'its name'),
    owner: text('--owner <user>', 'its owner: uuid, number or e-mail'),
    homepage: text('--homepage <url>', 'its page'),
    description: text('--description <text>', 'what it is for'),
    endDate: text('--end-date <time>', 'when it ends, such as 2031-05-01T00:00Z'),
    joinPolicy: choice('--join-policy <policy>', 'who becomes a member', policies),
    leavePolicy: choice('--leave-policy <policy>', 'who may leave', policies),
    maxMembers: text('--max-members <count>', 'how many members it takes, or inf'),
    isPrivate: bool('--private <bool>', 'whether it is hidden from those who do not belong to it'),
    limits: tuples(
      '--limit <resource> <member> <project>',
      'what the project grants of a resource: to each member, and to all of them (cyclades.ram 4GB 64GB)',
    ),
  },
  async run({ service, args: [project], options, out }) {
    const change = changeOf(options);
    if (Object.keys(change).length === 0)
      throw usageError('Nothing to change was given: see project-modify -h.');
    if ((project === undefined) !== options.allBase)
      throw usageError('Give a project, or --all-system-projects.');
    if (project !== undefined) {
      if (options.exclude !== undefined || options.dryRun)
        throw usageError('--exclude and --dry-run go with --all-system-projects.');
      await modifyProject(service, project, change);
      return;
    }
    const exclude = options.exclude?.split(',').map((uuid) => uuid.trim()) ?? [];
    const { dryRun } = options;
    const count = await modifyBaseProjects(service, { exclude, change, dryRun });
    out.note(dryRun ? `${count} projects would be changed.` : `${count} projects were changed.`);
  },
});

interface Given {
  name: string | undefined;
  owner: string | undefined;
  homepage: string | undefined;
  description: string | undefined;
  endDate: string | undefined;
  joinPolicy: (typeof policies)[number] | undefined;
  leavePolicy: (typeof policies)[number] | undefined;
  maxMembers: string | undefined;
  isPrivate: boolean | undefined;
  limits: string[][];
}

function changeOf(given: Given): ProjectChange {
  const { name, owner, homepage, description, endDate, joinPolicy, leavePolicy, maxMembers, isPrivate } =
    given;
  const change = {
    ...{ name, owner, homepage, description },
    endAt: endDate === undefined ? undefined : timeOf(endDate),
    joinPolicy: joinPolicy && policy[joinPolicy],
    leavePolicy: leavePolicy && policy[leavePolicy],
    maxMembers: maxMembers === undefined ? undefined : amountOf(maxMembers),
    private: isPrivate,
    resources: given.limits.length === 0 ? undefined : capacitiesOf(given.limits),
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function capacitiesOf(limits: readonly string[][]): Record<string, WantedCapacities> {
  return Object.fromEntries(
    limits.map(([resource = '', member = '', project = '']) => [
      resource,
      { memberCapacity: amountOf(member), projectCapacity: amountOf(project) },
    ]),
  );
}

function timeOf(word: string): Date {
  const time = readTime(word);
  if (time === undefined) throw usageError(`'${word}' is no time: write 2031-05-01T00:00Z.`);
  return time;
}
