import { readFile } from 'node:fs/promises';
import { parseJson } from '#contract/json';
import type { WantedProject } from '#contract/project-client';
import { applicationActions, policies, projectActions } from '#contract/project-words';
import type { Capacities } from '#contract/projects';
import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, choice, flag, pairs, text } from '#platform/commands/options';
import { type Command, defineCommand } from '../cli/command.ts';
import { asDocument } from '../client/document.ts';

export const projectList = defineCommand({
  name: 'project list',
  summary: 'List the projects you can see',
  options: {
    detail: flag('-l, --details', 'everything about each'),
    name: text('--with-name <name>', 'only the one of this name'),
    state: text('--with-state <state>', 'only those in this state, such as active'),
    owner: text('--with-owner <uuid>', 'only those of this owner'),
    mode: choice('--mode <mode>', 'which: those you belong to, or those that anybody may join', [
      'member',
      'related',
      'active',
    ]),
  },
  async run({ options, cloud, out }) {
    const { name, state, owner, mode } = options;
    const projects = await (
      await cloud().projects()
    ).projects({
      ...(name === undefined ? {} : { name }),
      ...(state === undefined ? {} : { state }),
      ...(owner === undefined ? {} : { owner }),
      ...(mode === undefined ? {} : { mode }),
    });
    const brief = projects.map(({ id, name: called, description, state: now }) => ({
      ...{ id, name: called, description },
      state: now,
    }));
    out.items(options.detail || out.format === 'json' ? projects : brief);
  },
});

export const projectInfo = defineCommand({
  name: 'project info',
  summary: 'Show a project',
  args: [argument('<project>', 'uuid of the project')],
  run: async ({ args: [project], cloud, out }) =>
    out.record(await (await cloud().projects()).project(project)),
});

/** What an application says, in options or in a file. */
const wanted = {
  file: text('--spec-file <path>', 'file with the application in JSON; options win over it'),
  name: text('--name <name>', 'name of the project, like a domain: genomics.lab.example.org'),
  owner: text('--owner <uuid>', 'owner of the project'),
  homepage: text('--homepage <url>', 'page of the project'),
  description: text('--description <text>', 'what it is for'),
  comments: text('--comments <text>', 'what those should know who decide'),
  maxMembers: text('--max-members <count>', 'how many members it takes, or inf'),
  startDate: text('--start-date <time>', 'when it begins'),
  endDate: text('--end-date <time>', 'when it ends, such as 2031-05-01T00:00:00Z'),
  joinPolicy: choice('--join-policy <policy>', 'who becomes a member', policies),
  leavePolicy: choice('--leave-policy <policy>', 'who may leave', policies),
  resources: pairs(
    '--resource <resource=member,project>',
    'limits of a member and of the whole project: cyclades.cpu=1,5; may be repeated (kamaki resource list)',
  ),
};

export const projectCreate = defineCommand({
  name: 'project create',
  summary: 'Apply for a new project',
  help: 'kamaki project create --name genomics.lab.example.org --end-date 2031-05-01T00:00:00Z --resource cyclades.vm=2,20',
  options: {
    ...wanted,
    isPrivate: bool('--private <bool>', 'whether it is hidden from those who do not belong to it'),
  },
  async run({ options, cloud, out }) {
    const application = { ...(await wantedOf(options)), ...privacy(options.isPrivate) };
    if (application.name === undefined || application.end_date === undefined)
      throw usageError('Give --name and --end-date, or a --spec-file that has them.');
    out.record(await (await cloud().projects()).apply(application));
    out.note('The application was sent. It can be used once it is approved.');
  },
});

export const projectModify = defineCommand({
  name: 'project modify',
  summary: 'Apply for a change of a project',
  args: [argument('<project>', 'uuid of the project')],
  options: {
    ...wanted,
    isPrivate: flag('--private', 'hide it from those who do not belong to it'),
    isPublic: flag('--public', 'show it to everybody'),
  },
  async run({ args: [project], options, cloud, out }) {
    const { isPrivate, isPublic } = options;
    if (isPrivate && isPublic) throw usageError('Give --private or --public, not both.');
    const application = {
      ...(await wantedOf(options)),
      ...privacy(isPrivate || isPublic ? isPrivate : undefined),
    };
    if (Object.keys(application).length === 0) throw usageError('Nothing to change was given.');
    out.record(await (await cloud().projects()).applyForChange(project, application));
    out.note('The application was sent. Nothing changes until it is approved.');
  },
});

function privacy(isPrivate: boolean | undefined): { private?: boolean } {
  return isPrivate === undefined ? {} : { private: isPrivate };
}

interface Given {
  file: string | undefined;
  name: string | undefined;
  owner: string | undefined;
  homepage: string | undefined;
  description: string | undefined;
  comments: string | undefined;
  maxMembers: string | undefined;
  startDate: string | undefined;
  endDate: string | undefined;
  joinPolicy: (typeof policies)[number] | undefined;
  leavePolicy: (typeof policies)[number] | undefined;
  resources: Record<string, string>;
}

async function wantedOf(given: Given): Promise<WantedProject> {
  const fields = {
    ...{ name: given.name, owner: given.owner, homepage: given.homepage, description: given.description },
    ...{ comments: given.comments, max_members: given.maxMembers },
    ...{ start_date: given.startDate, end_date: given.endDate },
    ...{ join_policy: given.joinPolicy, leave_policy: given.leavePolicy },
    resources: Object.keys(given.resources).length === 0 ? undefined : capacitiesOf(given.resources),
  };
  return {
    ...(given.file === undefined ? {} : await readSpecification(given.file)),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
}

async function readSpecification(path: string): Promise<WantedProject> {
  try {
    // the service says what is wrong with it
    return asDocument(parseJson(await readFile(path, 'utf8')), path);
  } catch (cause) {
    throw new CommandError(`Cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

function capacitiesOf(resources: Record<string, string>): Record<string, Capacities> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, words]) => {
      const [, member = '', project = ''] = /^(\d{1,19}),(\d{1,19})$/.exec(words.trim()) ?? [];
      if (member === '' || BigInt(member) > BigInt(project))
        throw usageError(
          `--resource ${name}= takes the limit of a member and the larger one of the project: ${name}=1,5`,
        );
      return [name, { member_capacity: BigInt(member), project_capacity: BigInt(project) }];
    }),
  );
}

const reason = text('--reason <text>', 'why');
const project = argument('<project>', 'uuid of the project');

const STATE_SUMMARIES = {
  suspend: 'Suspend a project (administrators of projects)',
  unsuspend: 'Let a suspended project go on (administrators of projects)',
  terminate: 'End a project; reinstate brings it back (administrators of projects)',
  reinstate: 'Bring a project back that has ended (administrators of projects)',
};

const APPLICATION_SUMMARIES = {
  approve: 'Approve an application (administrators of projects)',
  deny: 'Deny an application (administrators of projects)',
  dismiss: 'Give up an application of yours that was denied',
  cancel: 'Take back an application of yours',
  reopen: 'Take back a decision that nobody has acted on (administrators of projects)',
};

export const projectStateCommands: readonly Command[] = projectActions.map((action) =>
  defineCommand({
    name: `project ${action}`,
    summary: STATE_SUMMARIES[action],
    args: [project],
    options: { reason },
    run: async ({ args: [id], options, cloud }) =>
      (await cloud().projects()).actOnProject(id, action, options.reason),
  }),
);

export const applicationCommands: readonly Command[] = applicationActions.map((action) =>
  defineCommand({
    name: `project ${action}`,
    summary: APPLICATION_SUMMARIES[action],
    args: [project],
    options: { application: text('--app-id <number>', 'number of the application (needed)'), reason },
    async run({ args: [id], options, cloud }) {
      const { application = '' } = options;
      if (!/^\d{1,18}$/.test(application)) throw usageError('Give --app-id, the number of the application.');
      await (await cloud().projects()).actOnApplication(id, BigInt(application), action, options.reason);
    },
  }),
);

export const projectJoin = defineCommand({
  name: 'project join',
  summary: 'Ask to become a member of a project',
  args: [project],
  async run({ args: [id], cloud, out }) {
    const projects = await cloud().projects();
    const membership = await projects.membership(await projects.join(id));
    out.line(String(membership.id));
    out.note(membership.state === 'accepted' ? 'You are a member.' : 'Your request waits for the owner.');
  },
});

export const projectEnroll = defineCommand({
  name: 'project enroll',
  summary: 'Make somebody a member of a project of yours',
  args: [project],
  options: { email: text('--email <email>', 'e-mail of the new member (needed)') },
  async run({ args: [id], options, cloud, out }) {
    if (options.email === undefined) throw usageError('Give --email, the e-mail of the new member.');
    out.line(String(await (await cloud().projects()).enroll(id, options.email)));
  },
});
