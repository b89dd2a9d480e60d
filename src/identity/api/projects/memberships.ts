import { z } from 'zod';
import { ACCOUNT_PREFIX } from '#contract/identity';
import { membershipActions } from '#contract/project-words';
import { MembershipDocument, MembershipIdReply, MembershipsReply } from '#contract/projects';
import { actorOf } from '../../domain/projects/actor.ts';
import { listMemberships, showMembership } from '../../domain/projects/list-memberships.ts';
import { actOnMembership, enrollMember, joinProject } from '../../domain/projects/memberships.ts';
import { fail } from '../../errors.ts';
import { user } from '../access.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { oneActionOf } from './actions.ts';
import { text } from './application-body.ts';
import { membershipDocument } from './documents.ts';

const PATH = `${ACCOUNT_PREFIX}/projects/memberships`;
const params = z.object({ id: z.string().max(64) });
const body = z.record(z.string(), z.unknown());

const list = route({
  method: 'GET',
  path: PATH,
  access: user,
  summary: "The caller's memberships, and those of projects that the caller owns",
  query: z.object({ project: z.string().max(64).optional() }),
  reply: { 200: MembershipsReply },
  async handle({ service, caller, query: { project } }) {
    const actor = actorOf(service, caller);
    const memberships = await listMemberships(service, actor, project);
    return { body: memberships.map((membership) => membershipDocument(membership, actor)) };
  },
});

const show = route({
  method: 'GET',
  path: `${PATH}/:id`,
  access: user,
  summary: 'Show a membership',
  params,
  reply: { 200: MembershipDocument },
  async handle({ service, caller, params: { id } }) {
    const actor = actorOf(service, caller);
    return { body: membershipDocument(await showMembership(service, actor, numberOf(id)), actor) };
  },
});

/** A membership is named by its number; anything else names none. */
function numberOf(id: string): bigint {
  return /^\d{1,18}$/.test(id) ? BigInt(id) : fail('no_membership');
}

const enter = route({
  method: 'POST',
  path: PATH,
  access: user,
  summary: 'Join a project, or enroll somebody',
  body,
  reply: { 200: MembershipIdReply },
  async handle({ service, caller, body: asked, request }) {
    const actor = actorOf(service, caller);
    const [action, value] = oneActionOf(asked, ['join', 'enroll']);
    const wanted = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    const project = projectNameOf(wanted['project']);
    if (action === 'join')
      return { body: { id: await joinProject(acting(service, request, caller), actor, project) } };
    const email = text.max(320).safeParse(wanted['user']);
    if (!email.success) return fail('bad_action', { reason: 'user is the e-mail of an account' });
    return {
      body: {
        id: await enrollMember(acting(service, request, caller), actor, { project, email: email.data }),
      },
    };
  },
});

/** A uuid, or the number that commands show. */
function projectNameOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'bigint' || Number.isInteger(value)) return String(value);
  return fail('bad_project_id', { id: JSON.stringify(value ?? null).slice(0, 100) });
}

const act = route({
  method: 'POST',
  path: `${PATH}/:id/action`,
  access: user,
  summary: 'Leave or cancel; accept, reject or remove a member',
  params,
  body,
  reply: { 200: null },
  async handle({ service, caller, params: { id }, body: asked, request }) {
    const [action, value] = oneActionOf(asked, membershipActions);
    const reason = text.safeParse(value ?? '');
    if (!reason.success) return fail('bad_action', { reason: 'the value is the reason, a text' });
    await actOnMembership(acting(service, request, caller), actorOf(service, caller), {
      ...{ id: numberOf(id), action },
      reason: reason.data,
    });
    return {};
  },
});

export const membershipRoutes = [list, show, enter, act];
