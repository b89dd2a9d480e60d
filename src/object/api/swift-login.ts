import type { FastifyRequest } from 'fastify';
import { OBJECT_STORE_PREFIX, SWIFT_LOGIN_PATH } from '#contract/object';
import { anyone, type Answer } from '#platform/route';
import { accountName, decodeName } from '../domain/paths.ts';
import { fail } from '../errors.ts';
import { type ObjectApi, route } from './object-api.ts';

/**
 * Log-in of the first version: the user's id (or e-mail, or `project:id`) and his token as the key. The pair is checked;
 * the answer names his account's address and gives the token back.
 */
export async function swiftLogin(service: ObjectApi, request: FastifyRequest): Promise<Answer> {
  const user = first(request, 'x-auth-user', 'x-storage-user');
  const key = first(request, 'x-auth-key', 'x-storage-pass');
  if (user === undefined || key === undefined) {
    return fail('login_headers_missing');
  }
  const person = await service.storage.identity.personOf(key);
  const name = loginAccount(user);
  if (name.includes('@')) await checkMail(service, person.user, name);
  else if (name !== person.user) fail('bad_token', { reason: 'Invalid credentials' });
  return {
    status: 200,
    headers: {
      'x-auth-token': key,
      'x-storage-token': key,
      'x-storage-url': `${service.baseUrl}${OBJECT_STORE_PREFIX}/${person.user}`,
      'content-type': 'text/plain; charset=UTF-8',
    },
  };
}

async function checkMail({ storage }: ObjectApi, user: string, mail: string): Promise<void> {
  if ((await storage.identity.mailOf(user))?.toLowerCase() !== mail.toLowerCase()) {
    fail('bad_token', { reason: 'Invalid credentials' });
  }
}

function first(request: FastifyRequest, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = request.headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

export const logIn = route({
  method: 'GET',
  path: SWIFT_LOGIN_PATH,
  access: anyone,
  summary: 'Log in with X-Auth-User and X-Auth-Key, as first version clients do',
  reply: { 200: null },
  handle: ({ service, request }) => swiftLogin(service, request),
});

/** The account of a log-in's user name: `project:user`, `user`, or `AUTH_user`. */
function loginAccount(user: string): string {
  return accountName(decodeName(user.slice(user.lastIndexOf(':') + 1)));
}
