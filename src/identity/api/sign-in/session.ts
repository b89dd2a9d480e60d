import { z } from 'zod';
import { IDENTITY_UI_PREFIX, NewTokenReply, SessionReply, TokenEndReply } from '#contract/identity';
import { isoTime } from '#contract/scalars';
import { anyone } from '#platform/http/route';
import { type Bearer, fullName, holderOf } from '../../domain/tokens/authentication.ts';
import { actorOf } from '../../domain/projects/actor.ts';
import type { Identity } from '../../domain/identity.ts';
import { signIn, signOut } from '../../domain/sign-in/sign-in.ts';
import { renewToken, tokenEnd } from '../../domain/tokens/tokens.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { clearedCookie, deviceCookie, sessionCookie, sessionIn } from './session-cookie.ts';
import { anyVisitor, originOf, presented, visitor } from './visitor.ts';

const PATH = `${IDENTITY_UI_PREFIX}/session`;

const Credentials = z.object({ email: z.string().max(1024), password: z.string().max(16_384) });

const logIn = route({
  method: 'POST',
  path: PATH,
  access: anyone,
  summary: 'Log in to the console with e-mail and password',
  body: Credentials,
  bodyLimitBytes: 32 * 1024,
  reply: { 200: SessionReply },
  async handle({ service, body, request }) {
    const previous = sessionIn(request.headers.cookie) ?? request.headers['x-auth-token'];
    const session = await signIn(acting(service, request), {
      name: body.email.trim(),
      password: body.password,
      ...originOf(request),
      userAgent: request.headers['user-agent'] ?? '',
      ...(typeof previous === 'string' ? { previous } : {}),
    });
    const bearer = await holderOf(service, session.secret);
    const cookies = [
      sessionCookie(session.secret, session.expiresAt, service.baseUrl),
      deviceCookie(session.device, service.baseUrl),
    ];
    return { headers: { 'set-cookie': cookies }, body: sessionDocument(service, bearer) };
  },
});

const showSession = route({
  method: 'GET',
  path: PATH,
  access: anyVisitor,
  summary: 'Who is logged in to the console',
  reply: { 200: SessionReply },
  handle: ({ service, caller }) => ({ body: sessionDocument(service, caller.bearer) }),
});

/** Open to anyone, so that a session that has ended can still be logged out of. */
const logOut = route({
  method: 'DELETE',
  path: PATH,
  access: anyone,
  summary: 'Log out of the console',
  reply: { 204: null },
  async handle({ service, request }) {
    await signOut(acting(service, request), presented(request));
    return { status: 204, headers: { 'set-cookie': clearedCookie(service.baseUrl) } };
  },
});

const showTokenEnd = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/token`,
  access: visitor,
  summary: 'When the API token ends; never the token itself',
  reply: { 200: TokenEndReply },
  async handle({ service, caller }) {
    const expiresAt = await tokenEnd(service, caller.bearer.id);
    return { body: { expires: expiresAt === null ? null : isoTime(expiresAt) } };
  },
});

const renew = route({
  method: 'POST',
  path: `${IDENTITY_UI_PREFIX}/token`,
  access: visitor,
  summary: 'Make a new API token and show it, this once; the old one stops working',
  reply: { 200: NewTokenReply },
  async handle({ service, caller: { bearer }, request }) {
    const { token, expiresAt } = await renewToken(acting(service, request, bearer), bearer);
    return { body: { token, expires: isoTime(expiresAt) } };
  },
});

function sessionDocument(service: Identity, bearer: Bearer): z.input<typeof SessionReply> {
  return {
    uuid: bearer.uuid,
    email: bearer.email,
    name: fullName(bearer),
    roles: bearer.roles.map(({ name }) => name),
    decides: actorOf(service, bearer).isProjectAdmin,
    defaultProject: bearer.defaultProject ?? bearer.uuid,
    projects: bearer.projects,
    signedTerms: bearer.hasSignedTerms,
    expires: isoTime(bearer.expiresAt),
  };
}

export const sessionRoutes = [logIn, showSession, logOut, showTokenEnd, renew];
