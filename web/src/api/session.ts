import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { SessionReply } from '#contract/identity';
import { ADMIN_ROLE } from '#contract/admin-role';
import { say } from '#text/calls';
import { pathOf } from '#contract/client';
import { keys } from './keys.ts';
import { ApiError, errorOf } from './api-error.ts';
import { fetchFirst } from './first-answers.ts';
import { announceSession, noteOther, showAccount } from './other-account.ts';
import { sessionRenewed } from './session-end.ts';
import { API_BASE, PAGE_HEADERS } from './http.ts';
import { sessionsOver } from './services.ts';

/** Who is logged in, with their groups and projects. */
export interface Person {
  uuid: string;
  email: string;
  name: string;
  roles: readonly string[];
  /** Decides applications and administers projects. */
  decides: boolean;
  /** Charged where no other project is chosen. */
  defaultProject: string;
  /** All that the person is a member of. */
  projects: readonly string[];
  /** Else every service refuses the person until it is done. */
  signedTerms: boolean;
}

/** What only some people may do. The services decide; the console leaves out what would be refused. */
const RIGHTS = {
  'see the whole cloud': ({ roles }: Person) => roles.includes(ADMIN_ROLE),
  'decide about projects': ({ decides }: Person) => decides,
};
export type Right = keyof typeof RIGHTS;

export function mayDo(person: Person, right: Right): boolean {
  return RIGHTS[right](person);
}

/**
 * The person of this page, or null when nobody is logged in. Who it is never changes by itself: that the session ended, or is
 * another account's now, is told over the page, which stays.
 */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ client }) => settled(client, await readSession()),
  refetchInterval: 60_000,
  staleTime: 60_000,
  retry: false,
});

/** Not through `call`: a missing session is an answer here, not the end of one. */
const visitor = sessionsOver(async (call) => {
  const path = pathOf(call);
  const response = await fetchFirst(API_BASE + path, {
    method: call.method,
    cache: 'no-store',
    ...(call.json === undefined
      ? { headers: PAGE_HEADERS }
      : {
          headers: { ...PAGE_HEADERS, 'Content-Type': 'application/json' },
          body: JSON.stringify(call.json),
        }),
  });
  if (!response.ok) throw await errorOf(response, path);
  return { status: response.status, headers: {}, text: await response.text() };
});

async function readSession(): Promise<Person | null> {
  try {
    return personOf(await visitor.session());
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return null;
    if (!(error instanceof ApiError)) throw error;
    const { status, code, path } = error;
    throw new ApiError({ status, code, message: say.identitySilent, path });
  }
}

function settled(client: QueryClient, found: Person | null): Person | null {
  const shown = client.getQueryData<Person | null>(keys.session) ?? null;
  if (shown === null) {
    showAccount(found?.uuid);
    return found;
  }
  if (found === null) void sessionRenewed();
  else if (found.uuid !== shown.uuid) noteOther(found.email);
  // Rights stay those that the page was drawn for; projects come and go.
  else return { ...found, roles: shown.roles, decides: shown.decides };
  return shown;
}

function personOf({ name, ...reply }: SessionReply): Person {
  return { ...reply, name: name.trim() === '' ? reply.email : name };
}

/** Opens a session; the cookie is set by the answer and is out of this page's reach. Throws ApiError (401 wrong, 429 too often). */
export async function logIn(email: string, password: string): Promise<void> {
  try {
    const { uuid, email: account } = await visitor.logIn(email, password);
    announceSession({ account: uuid, email: account });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, code, path } = error;
    throw new ApiError({ status, code, message: logInMessage(error), path });
  }
}

/** Verifies the account whose mail has this key; answers whether it can be used now. */
export function verifyAccount(key: string): Promise<boolean> {
  return visitor.verify(key);
}

function logInMessage({ status, code, retryAfterSeconds: wait }: ApiError): string {
  // told only to who knows the password
  if (code === 'account_unusable') return say.accountUnusable;
  if (status === 400 || status === 401 || status === 403) return say.wrongPassword;
  if (status === 429)
    return wait === undefined ? say.tooManyAttempts : say.tooManyAttemptsFor({ seconds: wait });
  return say.noLogIn;
}

/** Ends the session. */
export async function logOut(): Promise<void> {
  await sessionsOver().logOut();
  showAccount(undefined);
  announceSession(null);
}

/** When the API token ends, or has ended; null when there is none. */
export const tokenEndQuery = queryOptions({
  queryKey: keys.tokenEnd,
  staleTime: 60_000,
  queryFn: () => sessionsOver().tokenEnds(),
});

/** A new API token; the one before stops working at once. Its text is given this once. */
export function renewToken(): Promise<{ token: string; expires: string }> {
  return sessionsOver().renewToken();
}
