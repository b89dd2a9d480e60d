import { useSyncExternalStore } from 'react';
import { say } from '#text/calls';
import { ApiError } from './api-error.ts';
import { endSessionWait, sessionRenewed } from './session-end.ts';

/*
 * One browser holds one session, whatever the number of its tabs. A tab that shows one account while the session is
 * another's would act in the name of the other: it says so and does nothing more until it is loaded anew.
 */

let own: string | undefined;
let other: string | undefined;
const listeners = new Set<() => void>();
let channel: BroadcastChannel | undefined;

/** Begins to hear what the other tabs tell of the session. Called once, when the page starts. */
export function watchOtherTabs(): void {
  channel = new BroadcastChannel('synnefo-session');
  channel.addEventListener('message', ({ data }: MessageEvent<{ account: string; email: string } | null>) => {
    if (own === undefined) return;
    if (data === null) void sessionRenewed();
    else if (data.account !== own) noteOther(data.email);
    else endSessionWait(true);
  });
}

/** The account that this page shows; undefined before anybody logged in and after logging out. */
export function showAccount(account: string | undefined): void {
  own = account;
}

/** Tells the other tabs whose session it is from now on; null when somebody logged out. */
export function announceSession(session: { account: string; email: string } | null): void {
  channel?.postMessage(session);
}

/** To be told that the session is another account's. */
export function noteOther(email: string): void {
  other = email;
  for (const listener of listeners) listener();
}

/** The e-mail of the other account whose session it is now, if so. */
export function useOtherAccount(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => other,
  );
}

/** Throws when the session is another account's: a call would be made in the wrong name. */
export function refuseForOther(path: string): void {
  if (other === undefined) return;
  throw new ApiError({
    status: 409,
    code: 'other_account',
    message: say.otherAccount({ email: other }),
    path,
  });
}
