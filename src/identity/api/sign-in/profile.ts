import { z } from 'zod';
import { IDENTITY_UI_PREFIX } from '#contract/identity';
import { ConsoleSessionsReply, ProfileReply } from '#contract/profile';
import { isoTime } from '#contract/scalars';
import { changeOwnNames, changeOwnPassword, ownAccount } from '../../domain/accounts/own-account.ts';
import type { Identity } from '../../domain/identity.ts';
import { endSession, endSessions, sessionsOf } from '../../domain/sign-in/sessions.ts';
import type { Bearer } from '../../domain/tokens/authentication.ts';
import { hashSecret } from '../../domain/tokens/secrets.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { originOf, visitor } from './visitor.ts';

const PROFILE = `${IDENTITY_UI_PREFIX}/profile`;
const SESSIONS = `${IDENTITY_UI_PREFIX}/sessions`;
const name = z.string().max(256);
const password = z.string().max(16_384);

const showProfile = route({
  method: 'GET',
  path: PROFILE,
  access: visitor,
  summary: 'Names and facts of the own account',
  reply: { 200: ProfileReply },
  handle: async ({ service, caller }) => ({ body: await profileDocument(service, caller.bearer) }),
});

const changeNames = route({
  method: 'PUT',
  path: PROFILE,
  access: visitor,
  summary: 'Change the own names',
  body: z.strictObject({ first_name: name, last_name: name }),
  reply: { 200: ProfileReply },
  async handle({ service, caller: { bearer }, body, request }) {
    await changeOwnNames(acting(service, request, bearer), bearer, {
      firstName: body.first_name,
      lastName: body.last_name,
    });
    return { body: await profileDocument(service, bearer) };
  },
});

const changePassword = route({
  method: 'PUT',
  path: `${IDENTITY_UI_PREFIX}/password`,
  access: visitor,
  summary: 'Change the own password; all other sessions end',
  body: z.strictObject({ current: password, next: password, end_token: z.boolean().default(false) }),
  bodyLimitBytes: 64 * 1024,
  reply: { 204: null },
  async handle({ service, caller: { bearer, secret }, body, request }) {
    const { current, next, end_token: endToken } = body;
    const change = { current, next, endToken, secret, ...originOf(request) };
    await changeOwnPassword(acting(service, request, bearer), bearer, change);
    return { status: 204 };
  },
});

const listSessions = route({
  method: 'GET',
  path: SESSIONS,
  access: visitor,
  summary: 'Where the account is logged in to the console, the newest first',
  reply: { 200: ConsoleSessionsReply },
  async handle({ service, caller: { bearer, secret } }) {
    const own = hashSecret(secret);
    const sessions = await sessionsOf(service, bearer.id);
    return {
      body: {
        sessions: sessions.map(
          ({ id, address, userAgent, createdAt, lastUsedAt, expiresAt, secretHash }) => ({
            id: Number(id),
            address,
            agent: userAgent,
            began: isoTime(createdAt),
            last_used: lastUsedAt && isoTime(lastUsedAt),
            expires: isoTime(expiresAt),
            current: secretHash.equals(own),
          }),
        ),
      },
    };
  },
});

const endOneSession = route({
  method: 'DELETE',
  path: `${SESSIONS}/:id`,
  access: visitor,
  summary: 'End a session of the own account',
  params: z.object({
    id: z
      .string()
      .regex(/^\d{1,15}$/, 'is no number')
      .transform(BigInt),
  }),
  reply: { 204: null },
  async handle({ service, caller: { bearer }, params, request }) {
    await endSession(acting(service, request, bearer), bearer, params.id);
    return { status: 204 };
  },
});

const endOthers = route({
  method: 'DELETE',
  path: SESSIONS,
  access: visitor,
  summary: 'End all sessions of the own account but this one',
  reply: { 204: null },
  async handle({ service, caller: { bearer, secret }, request }) {
    await endSessions(acting(service, request, bearer), bearer, secret);
    return { status: 204 };
  },
});

async function profileDocument(service: Identity, bearer: Bearer): Promise<z.input<typeof ProfileReply>> {
  const { user, groups } = await ownAccount(service, bearer);
  return {
    profile: {
      uuid: user.uuid,
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      joined: isoTime(user.joinedAt),
      groups,
      password_ends_token: service.settings.ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN,
    },
  };
}

export const profileRoutes = [
  showProfile,
  changeNames,
  changePassword,
  listSessions,
  endOneSession,
  endOthers,
];
