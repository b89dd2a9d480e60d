import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  AccessTokenReply,
  AuthorizationReply,
  IDENTITY_PREFIX,
  IDENTITY_UI_PREFIX,
  LocationReply,
  Oauth2TokenReply,
} from '#contract/identity';
import { isoTime } from '#contract/scalars';
import { readRequestBody } from '#platform/http/request-body';
import { anyone } from '#platform/http/route';
import { accessTokenHolder, exchangeCode } from '../../domain/programs/access-tokens.ts';
import { authorize, readAuthorization } from '../../domain/programs/authorization.ts';
import { isSecretOf } from '../../domain/programs/oauth2-clients.ts';
import { fullName } from '../../domain/tokens/authentication.ts';
import type { Identity } from '../../domain/identity.ts';
import { error, fail } from '../../errors.ts';
import type { Oauth2Client } from '../../store/programs.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { visitor } from '../sign-in/visitor.ts';

const AUTH = '/astakos/oauth2/auth';
const CONSENT = `${IDENTITY_UI_PREFIX}/oauth2`;
const FORM_LIMIT_BYTES = 32 * 1024;

const text = z.string().max(16_384).optional();
const asked = z.object({
  response_type: text,
  client_id: text,
  redirect_uri: text,
  scope: text,
  state: text,
  code_challenge: text,
  code_challenge_method: text,
});

/** Leads to the console, which asks the person unless the client is trusted: a GET changes nothing (G15). */
const ask = route({
  method: 'GET',
  path: AUTH,
  access: anyone,
  summary: 'Ask a person to let a program act',
  query: asked,
  reply: { 302: null },
  async handle({ service, query }) {
    await readAuthorization(service, query);
    const said = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    // in one piece, which no router reads as numbers or lists of its own
    const whole = new URLSearchParams({ request: new URLSearchParams(said).toString() });
    return { status: 302, headers: { location: `${service.baseUrl}/ui/authorize?${whole.toString()}` } };
  },
});

/** For clients that carry the person's session themselves; the console uses the route below. */
const agreeAtOnce = route({
  method: 'POST',
  path: AUTH,
  access: visitor,
  summary: 'Let a program act, and lead back to it with a code',
  query: asked,
  reply: { 302: null },
  async handle({ service, caller: { bearer }, query, request }) {
    const authorization = await readAuthorization(service, query);
    const location = await authorize(acting(service, request, bearer), bearer, authorization);
    return { status: 302, headers: { location } };
  },
});

const showRequest = route({
  method: 'GET',
  path: CONSENT,
  access: visitor,
  summary: 'What a program asks a person for',
  query: asked,
  reply: { 200: AuthorizationReply },
  async handle({ service, query }) {
    const { client, redirectUri, scope } = await readAuthorization(service, query);
    return {
      body: { client: client.identifier, redirect_uri: redirectUri, scope, trusted: client.isTrusted },
    };
  },
});

const agree = route({
  method: 'POST',
  path: CONSENT,
  access: visitor,
  summary: 'Let a program act: the address that leads back to it with a code',
  body: asked,
  bodyLimitBytes: FORM_LIMIT_BYTES,
  reply: { 200: LocationReply },
  async handle({ service, caller: { bearer }, body, request }) {
    const authorization = await readAuthorization(service, body);
    return { body: { location: await authorize(acting(service, request, bearer), bearer, authorization) } };
  },
});

const exchange = route({
  method: 'POST',
  path: '/astakos/oauth2/token',
  access: anyone,
  summary: 'Exchange a code for a token, once',
  stream: true,
  bodyLimitBytes: FORM_LIMIT_BYTES,
  reply: { 200: Oauth2TokenReply },
  async handle({ service, request }) {
    const form = await formOf(request);
    if (form.get('grant_type') !== 'authorization_code')
      fail('oauth2_refused', { reason: 'The grant_type has to be authorization_code.' });
    const client = await clientOf(service, request, form);
    const { token, seconds } = await exchangeCode(service, client, {
      code: form.get('code') ?? '',
      redirectUri: form.get('redirect_uri') ?? undefined,
      verifier: form.get('code_verifier') ?? undefined,
    });
    return { body: { access_token: token, token_type: 'Bearer', expires_in: seconds } };
  },
});

/** Of somebody who has a short-lived token of OAuth2, for the one who got it: no user's own token is good here. */
const validate = route({
  method: 'GET',
  path: `${IDENTITY_PREFIX}/v2.0/tokens/*`,
  access: anyone,
  summary: 'Whom an access token of OAuth2 stands for at an address',
  params: z.object({ '*': z.string().max(512) }),
  query: z.object({ belongsTo: z.string().max(16_384).default('') }),
  reply: { 200: AccessTokenReply },
  async handle({ service, params, query }) {
    const id = params['*'];
    const { user, expiresAt, roles } = await accessTokenHolder(service, id, query.belongsTo);
    const name = fullName(user);
    const tenant = { id: user.defaultProject ?? user.uuid, name };
    return {
      body: {
        access: {
          token: { id, expires: isoTime(expiresAt), tenant },
          user: { id: user.uuid, name, roles, roles_links: [] },
        },
      },
    };
  },
});

async function formOf(request: FastifyRequest): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    fail('oauth2_refused', { reason: 'The Content-Type has to be application/x-www-form-urlencoded.' });
  const bytes = await readRequestBody(request.raw, FORM_LIMIT_BYTES);
  if (bytes === 'too large') throw error('body_too_large', { limit: FORM_LIMIT_BYTES });
  return new URLSearchParams(bytes.toString('utf8'));
}

/** By HTTP Basic; a public client, which has no secret, may also name itself in the form. */
async function clientOf(
  service: Identity,
  request: FastifyRequest,
  form: URLSearchParams,
): Promise<Oauth2Client> {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,8192})$/i.exec(request.headers.authorization ?? '') ?? [];
  const basic = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = basic?.indexOf(':') ?? -1;
  const identifier = basic === undefined ? form.get('client_id') : basic.slice(0, colon);
  const secret = basic === undefined || colon === -1 ? '' : basic.slice(colon + 1);
  const client =
    identifier === null || identifier.includes('\0')
      ? undefined
      : await service.store.programs.client(identifier);
  // the words of a wrong code: nobody learns which secret is right without one
  if (client === undefined || !isSecretOf(service, client, secret))
    fail('oauth2_refused', { reason: 'The client or the code is not valid.' });
  return client;
}

export const oauth2Routes = [ask, agreeAtOnce, showRequest, agree, exchange, validate];
