import { logOut } from '../../api/session.ts';

/** Logs out, and leads to the log-in, from there to a path of the console. */
export async function leave(next?: string): Promise<void> {
  await logOut();
  window.location.assign(next === undefined ? '/ui/log-in' : `/ui/log-in?next=${encodeURIComponent(next)}`);
}
