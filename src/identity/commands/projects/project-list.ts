import { flag, hidden, text } from '#platform/commands/options';
import type { PageRequest } from '#platform/commands/page';
import { projectStatus } from '../../domain/projects/project-status.ts';
import { listedProjectColumns } from '../../store/projects/listed-projects.ts';
import type { ListedProject } from '../../store/projects/projects.ts';
import { defineListCommand } from '../command.ts';

export const projectList = defineListCommand({
  name: 'project-list',
  summary:
    'List projects; those that have ended and those that people have of themselves only when asked for',
  options: {
    isNew: flag('--new', 'only new projects that wait for approval'),
    isModified: flag('--modified', 'only projects with a change that waits for approval'),
    pending: flag('--pending', 'only projects with an application that waits: --new and --modified'),
    deleted: flag('--deleted', 'also those that have ended or were given up'),
    base: flag('--system-projects', 'also those that people have of themselves'),
    name: text('--name <name>', 'only the one of this name'),
    owner: text('--owner <owner>', 'only those of this owner: uuid or e-mail'),
    all: hidden(flag('--all', 'everything, as an older release listed')),
    skip: hidden(flag('--skip', 'what is the default now: without those that have ended')),
  },
  columns: listedProjectColumns,
  pages: ({ service, options }, request) => {
    const { isNew, isModified, pending, all } = options;
    return service.store.projects.listed(
      {
        isNew: isNew || pending,
        isModified: isModified || pending,
        deleted: options.deleted || all,
        base: options.base || all,
      },
      conditioned(request, options),
    );
  },
  fields: {
    id: { help: 'uuid of the project', value: ({ uuid }: ListedProject) => uuid, shown: true },
    name: { help: 'its name', value: ({ realname }) => realname, shown: true },
    owner: {
      help: 'e-mail of its owner; filtered by e-mail or uuid',
      value: ({ ownerEmail }) => ownerEmail,
      shown: true,
    },
    status: {
      help: 'what state it is in',
      value: ({ state, applicationState }) => projectStatus(state, applicationState),
      shown: true,
    },
    description: { help: 'what it is for', value: ({ description }) => description },
    end_date: { help: 'when it ends', value: ({ endAt }) => endAt },
    creation_date: { help: 'when it was applied for', value: ({ createdAt }) => createdAt },
    deactivation_date: {
      help: 'when it was suspended or ended last',
      value: ({ deactivatedAt }) => deactivatedAt,
    },
    pending_app: {
      help: 'number of the application that waits for a decision',
      value: ({ pendingApplication }) => pendingApplication,
      shown: true,
    },
  },
});

/** The options that are conditions, as conditions; an owner by uuid is another column than one by e-mail. */
function conditioned(
  request: PageRequest,
  { name, owner }: { name: string | undefined; owner: string | undefined },
): PageRequest {
  const conditions = [
    ...request.conditions,
    ...(name === undefined ? [] : [{ field: 'name', operator: '=' as const, wanted: name }]),
    ...(owner === undefined ? [] : [{ field: 'owner', operator: '=' as const, wanted: owner }]),
  ];
  return {
    ...request,
    conditions: conditions.map((condition) =>
      condition.field === 'owner' && !condition.wanted.includes('@') && condition.wanted !== ''
        ? { ...condition, field: 'owner_uuid', wanted: condition.wanted.toLowerCase() }
        : condition,
    ),
  };
}
