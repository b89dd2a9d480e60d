import type { Acting } from '../domain/identity.ts';
import { operator } from '../domain/projects/actor.ts';
import { remindOwners } from '../domain/projects/remind.ts';
import { terminateExpired } from '../domain/projects/expired-projects.ts';

/** After the clock was set nothing counts as over for so long: it may be set back (F8). */
const STEADY_MS = 24 * 3_600_000;

/** Ends projects whose time is over. */
export async function endExpired(identity: Acting): Promise<void> {
  if (identity.clockWatch.steadyFor(STEADY_MS)) await terminateExpired(identity, operator);
}

/** Reminds their owners before; not by a clock that was just set. */
export async function remindOfEnds(identity: Acting, signal: AbortSignal): Promise<void> {
  if (identity.clockWatch.steadyFor(STEADY_MS)) await remindOwners(identity, signal);
}
