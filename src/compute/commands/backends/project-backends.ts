import { usageError } from '#platform/commands/command-error';
import { argument, flag, text, uuid } from '#platform/commands/options';
import { giveBackend, takeBackend } from '../../domain/backends/project-backends.ts';
import {
  listedProjectBackendColumns,
  type ProjectBackendRow,
} from '../../store/backends/project-backends.ts';
import { defineCommand, defineListCommand } from '../command.ts';
import { confirmOrStop, givenId } from '../options.ts';

const project = uuid('-p, --project <uuid>', 'the project');
const backend = text('--backend <id>', 'number of the back end');

const projectBackendAdd = defineCommand({
  name: 'project-backend-add',
  summary: 'Give a project a back end of its own: its new servers go to its own ones alone',
  options: { project, backend },
  async run({ service, options, out }) {
    const id = givenId(options.backend, 'Backend');
    if (options.project === undefined || id === undefined)
      throw usageError('Give --project and --backend, both.');
    const row = await giveBackend(service, options.project, id);
    out.note(`Project ${row.project} has back end ${row.backendId} now (${row.id}).`);
  },
});

const projectBackendList = defineListCommand({
  name: 'project-backend-list',
  summary: 'List back ends that projects have for themselves',
  columns: listedProjectBackendColumns,
  pages: ({ service }, request) => service.store.projectBackends.listed(request),
  fields: {
    id: { help: 'number of the entry', value: ({ id }: ProjectBackendRow) => id, shown: true },
    project: { help: 'uuid of the project', value: (row) => row.project, shown: true },
    backend: { help: 'number of the back end', value: ({ backendId }) => backendId, shown: true },
  },
});

const projectBackendRemove = defineCommand({
  name: 'project-backend-remove',
  summary: 'Take back ends from projects: one entry, or all of a project or a back end; servers stay',
  args: [argument('[entry]', 'number of the entry, as project-backend-list shows it')],
  options: { project, backend },
  asks: [flag('-f, --force', 'do not ask')],
  async run({ service, args: [entry], options, out, ask }) {
    const chosen = {
      id: givenId(entry, 'entry'),
      project: options.project,
      backend: givenId(options.backend, 'Backend'),
    };
    if (Object.values(chosen).every((value) => value === undefined))
      throw usageError('Give an entry, --project or --backend.');
    if (chosen.id === undefined)
      await confirmOrStop(ask, 'Are you sure you want to take back all of these?', 'Nothing was taken back.');
    const removed = await takeBackend(service, chosen);
    for (const row of removed) out.note(`Project ${row.project} has back end ${row.backendId} no more.`);
  },
});

export const projectBackendCommands = [projectBackendAdd, projectBackendList, projectBackendRemove];
