import { RedeemTicketReply, SCREEN_TICKET_REDEEM_PATH } from '#contract/screen';
import { readBody, type Transport } from '#contract/transport';
import type { Secret } from '#platform/secret';

/** A screen that a ticket has opened. */
export interface Screen {
  server: number;
  user: string;
  /** Names the token or session that the screen was opened by (its SHA-256). */
  credential: string;
  at: { socketPath: string } | { host: string; port: number };
}

const ANSWER_MS = 10_000;
const ANSWER_BYTES = 64 * 1024;

/** Uses a ticket up at compute. Undefined when compute does not take it; throws when compute does not answer properly. */
export function redeemAt(
  compute: Transport,
  componentToken: Secret,
): (ticket: string) => Promise<Screen | undefined> {
  return async (ticket) => {
    const reply = await compute({
      method: 'POST',
      path: SCREEN_TICKET_REDEEM_PATH,
      headers: { 'content-type': 'application/json', 'x-auth-token': componentToken.reveal() },
      body: JSON.stringify({ ticket }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body = await readBody(reply.body, ANSWER_BYTES);
    if (reply.status === 403 || reply.status === 404) return undefined;
    if (reply.status !== 200) throw new Error(`compute answered ${reply.status} to a screen ticket`);
    return screenOf(RedeemTicketReply.parse(JSON.parse(body.toString('utf8'))));
  };
}

function screenOf({ server, user, credential, socketPath, host, port }: RedeemTicketReply): Screen {
  const about = { server, user, credential };
  if (socketPath !== undefined) return { ...about, at: { socketPath } };
  if (host !== undefined && port !== undefined) return { ...about, at: { host, port } };
  throw new Error(`compute named no place for the screen of server ${server}`);
}
