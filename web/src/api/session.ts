import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { SessionReply } from '#contract/identity';
import type { z } from 'zod';
import { say } from '#text/calls';
import { ApiError } from './api-error.ts';
import { announceSession, noteOther, showAccount } from './other-account.ts';
import { sessionRenewed } from './session-end.ts';
import { API_BASE, call, callJson, PAGE_HEADERS } from './http.ts';

const SESSION = '/astakos/ui/session';

type Session = z.input<typeof SessionReply>;

/** Who is logged in. */
export interface Person {
  uuid: string;
  email: string;
  name: string;
}

/**
 * The person of this page, or null when nobody is logged in. It never changes by itself: that the session ended, or is
 * another account's now, is told over the page, which stays.
 */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ client }) => settled(client, await readSession()),
  refetchInterval: 60_000,
  staleTime: 60_000,
  retry: false,
});

async function readSession(): Promise<Person | null> {
  // Not through `call`: a missing session is an answer here, not the end of one.
  const response = await fetch(API_BASE + SESSION, { headers: PAGE_HEADERS, cache: 'no-store' });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) {
    throw new ApiError({
      status: response.status,
      message: say.identitySilent,
      path: SESSION,
    });
  }
  return personOf((await response.json()) as Session);
}

function settled(client: QueryClient, found: Person | null): Person | null {
  const shown = client.getQueryData<Person | null>(['session']) ?? null;
  if (shown === null) {
    showAccount(found?.uuid);
    return found;
  }
  if (found === null) void sessionRenewed();
  else if (found.uuid !== shown.uuid) noteOther(found.email);
  return shown;
}

function personOf({ uuid, email, name }: Session): Person {
  return { uuid, email, name: name.trim() === '' ? email : name };
}

/** Opens a session; the cookie is set by the answer and is out of this page's reach. Throws ApiError (401 wrong, 429 too often). */
export async function logIn(email: string, password: string): Promise<void> {
  const response = await fetch(API_BASE + SESSION, {
    method: 'POST',
    headers: { ...PAGE_HEADERS, 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (response.ok) {
    const { uuid, email: account } = (await response.json()) as Session;
    return announceSession({ account: uuid, email: account });
  }
  const wait = response.headers.get('retry-after');
  throw new ApiError({
    status: response.status,
    message: logInMessage(response.status, wait),
    path: SESSION,
  });
}

function logInMessage(status: number, wait: string | null): string {
  if (status === 400 || status === 401 || status === 403) return say.wrongPassword;
  if (status === 429)
    return wait === null ? say.tooManyAttempts : say.tooManyAttemptsFor({ seconds: Number(wait) });
  return say.noLogIn;
}

/** Ends the session. */
export async function logOut(): Promise<void> {
  await call(SESSION, { method: 'DELETE', accept: [401] });
  showAccount(undefined);
  announceSession(null);
}

/** A new API token; the one before stops working at once. Its text is given this once. */
export function renewToken(): Promise<{ token: string; expires: string }> {
  return callJson('/astakos/ui/token', { method: 'POST', json: {} });
}
