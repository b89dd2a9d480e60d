import type { Replies } from '#contract/client';
import type { ScreenClient } from '#contract/screen-client';

/** A screen that a ticket has opened. */
export interface Screen {
  server: number;
  user: string;
  /** Names the token or session that the screen was opened by (its SHA-256). */
  credential: string;
  at: { socketPath: string } | { host: string; port: number };
}

const ANSWER_MS = 10_000;

/** Uses a ticket up at compute. Undefined when compute does not take it; throws when compute does not answer properly. */
export function redeemAt(screens: ScreenClient): (ticket: string) => Promise<Screen | undefined> {
  return async (ticket) => {
    const found = await screens.redeem(ticket, AbortSignal.timeout(ANSWER_MS));
    return found === undefined ? undefined : screenOf(found);
  };
}

function screenOf({ server, user, credential, socketPath, host, port }: Replies['screen']): Screen {
  const about = { server, user, credential };
  if (socketPath !== undefined) return { ...about, at: { socketPath } };
  if (host !== undefined && port !== undefined) return { ...about, at: { host, port } };
  throw new Error(`compute named no place for the screen of server ${server}`);
}
