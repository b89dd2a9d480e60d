import { z } from 'zod';
import { ACCOUNT_PREFIX } from '#contract/identity';
import { applicationActions, projectActions, projectStates } from '#contract/project-words';
import { AppliedReply, ProjectDocument, ProjectsReply } from '#contract/projects';
import { int64 } from '#contract/scalars';
import { actorOf } from '../../domain/projects/actor.ts';
import { applyForChange, applyForProject } from '../../domain/projects/apply.ts';
import { changeProjectState } from '../../domain/projects/change-project-state.ts';
import { actOnApplication } from '../../domain/projects/decide-application.ts';
import { setDefaultProject } from '../../domain/projects/default-project.ts';
import { listProjects, showProject } from '../../domain/projects/list-projects.ts';
import { projectState } from '../../domain/states.ts';
import { fail } from '../../errors.ts';
import { user } from '../access.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { oneActionOf } from './actions.ts';
import { ChangeBody, NewBody, text, wantedOf } from './application-body.ts';
import { projectDocument } from './documents.ts';

const PATH = `${ACCOUNT_PREFIX}/projects`;
const params = z.object({ id: z.string().max(64) });

const list = route({
  method: 'GET',
  path: PATH,
  access: user,
  summary: 'Projects that the caller may see',
  query: z.object({
    mode: z.string().optional(),
    state: z.string().optional(),
    owner: text.optional(),
    name: text.optional(),
  }),
  reply: { 200: ProjectsReply },
  async handle({ service, caller, query: { mode, state, owner, name } }) {
    const found = await listProjects(service, actorOf(service, caller), {
      ...(mode === undefined ? {} : { mode }),
      ...(state === undefined ? {} : { state: stateOf(state) }),
      ...(owner === undefined ? {} : { owner }),
      ...(name === undefined ? {} : { name }),
    });
    return { body: found.map(projectDocument) };
  },
});

function stateOf(name: string): number {
  const known = projectStates.find((state) => state === name);
  return known === undefined ? fail('unknown_state', { state: name.slice(0, 100) }) : projectState[known];
}

const show = route({
  method: 'GET',
  path: `${PATH}/:id`,
  access: user,
  summary: 'Show a project',
  params,
  reply: { 200: ProjectDocument },
  handle: async ({ service, caller, params: { id } }) => ({
    body: projectDocument(await showProject(service, actorOf(service, caller), id)),
  }),
});

const apply = route({
  method: 'POST',
  path: PATH,
  access: user,
  summary: 'Apply for a new project',
  body: NewBody,
  reply: { 201: AppliedReply },
  async handle({ service, caller, body, request }) {
    const wanted = { ...wantedOf(body), name: body.name, endAt: body.end_date };
    const inside = acting(service, request, caller);
    const { project: id, application } = await applyForProject(inside, actorOf(service, caller), wanted);
    return { status: 201, body: { id, application } };
  },
});

const change = route({
  method: 'PUT',
  path: `${PATH}/:id`,
  access: user,
  summary: 'Apply for a change of a project',
  params,
  body: ChangeBody,
  reply: { 201: AppliedReply },
  async handle({ service, caller, params: { id }, body, request }) {
    const inside = acting(service, request, caller);
    const applied = await applyForChange(inside, actorOf(service, caller), id, wantedOf(body));
    return { status: 201, body: { id: applied.project, application: applied.application } };
  },
});

const Reason = z.object({ reason: text.optional(), reasons: text.optional() });
/** The number of the application: stock clients send it as text. */
const OfApplication = Reason.extend({
  app_id: z.union([
    int64,
    z
      .string()
      .regex(/^\d{1,18}$/)
      .transform(BigInt),
  ]),
});

/** Actions on a project, and on its application where they are about one: which it is, its name says. */
const act = route({
  method: 'POST',
  path: `${PATH}/:id/action`,
  access: user,
  summary: 'Suspend, end or revive a project; approve, deny, reopen, dismiss or cancel its application',
  params,
  body: z.record(z.string(), z.unknown()),
  reply: { 200: null },
  async handle({ service, caller, params: { id: project }, body, request }) {
    const inside = acting(service, request, caller);
    const actor = actorOf(service, caller);
    const [action, value] = oneActionOf(body, [...projectActions, ...applicationActions]);
    if (isOneOf(projectActions, action)) {
      const { reason = '' } = parsed(Reason, value);
      await changeProjectState(inside, actor, { project, action, reason });
    } else {
      const { app_id: application, reason, reasons = '' } = parsed(OfApplication, value);
      await actOnApplication(inside, actor, { project, application, action, reason: reason ?? reasons });
    }
    return {};
  },
});

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  return success ? data : fail('bad_action', { reason: z.prettifyError(error).slice(0, 200) });
}

/** The project that services charge when a request of the caller names none. */
const chooseDefault = route({
  method: 'POST',
  path: `${ACCOUNT_PREFIX}/myaccount/default_project`,
  access: user,
  summary: "Choose the caller's default project",
  body: z.record(z.string(), z.unknown()),
  reply: { 200: null },
  async handle({ service, caller, body, request }) {
    const id = body['project_id'];
    if (id === undefined || id === null) fail('no_project_id');
    if (typeof id !== 'string') fail('project_id_not_string');
    await setDefaultProject(acting(service, request, caller), caller, id);
    return {};
  },
});

export const projectRoutes = [list, show, apply, change, act, chooseDefault];
