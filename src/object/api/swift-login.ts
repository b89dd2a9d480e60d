import { z } from 'zod';
import { OBJECT_STORE_PREFIX, SWIFT_LOGIN_PATH } from '#contract/object';
import { anyone, type Answer } from '#platform/http/route';
import { accountName } from '../domain/paths.ts';
import { fail } from '../errors.ts';
import { type ObjectApi, route } from './object-api.ts';
import { text } from './route-parts.ts';

/** The pair of a log-in, under either of its names. */
export const loginRequest = z.object({
  'x-auth-user': text.optional(),
  'x-auth-key': text.optional(),
  'x-storage-user': text.optional(),
  'x-storage-pass': text.optional(),
});

export const loginReply = z.object({ 'x-auth-token': text, 'x-storage-token': text, 'x-storage-url': text });

/**
 * Log-in of the first version: the user's id (or e-mail, or `project:id`) and his token as the key. The pair is checked;
 * the answer names his account's address and gives the token back.
 */
export async function swiftLogin(
  service: ObjectApi,
  headers: z.output<typeof loginRequest>,
): Promise<Answer> {
  // An empty one counts as absent.
  const user = headers['x-auth-user'] || headers['x-storage-user'] || undefined;
  const key = headers['x-auth-key'] || headers['x-storage-pass'] || undefined;
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

export const logIn = route({
  method: 'GET',
  path: SWIFT_LOGIN_PATH,
  access: anyone,
  summary: 'Log in with X-Auth-User and X-Auth-Key, as first version clients do',
  headers: loginRequest,
  reply: { 200: { headers: loginReply } },
  handle: ({ service, headers }) => swiftLogin(service, headers),
});

/** The account of a log-in's user name: `project:user`, `user`, or `AUTH_user`. */
function loginAccount(user: string): string {
  return accountName(user.slice(user.lastIndexOf(':') + 1));
}
