import { fail } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { findServer } from './actions.ts';

/** Long enough to come back to a closed page; then whoever has not kept it sets another one inside the machine. */
const LIFE_MS = 24 * 60 * 60 * 1000;

/** What binds a sealed password to its server. */
function contextOf(server: number): string {
  return `first password:${server}`;
}

/**
 * Keeps a password that was made here, sealed, until its owner says that it is kept, a day has passed or the server is
 * gone (C13): the answer to the creation may be lost with the page that waited for it.
 */
export async function keepPassword(
  { sealer, clock }: Compute,
  tx: Store,
  server: number,
  password: string,
): Promise<void> {
  await tx.firstPasswords.insert({
    serverId: server,
    sealed: sealer.seal(password, contextOf(server)),
    expires: new Date(clock.now().getTime() + LIFE_MS),
  });
}

/** The password that still waits. Only for the owner: with whom a server is shared may see it, but not log in to it. */
export async function readPassword(
  compute: Compute,
  caller: Caller,
  id: number,
): Promise<{ password: string; expires: Date }> {
  const { store, sealer, clock } = compute;
  const server = await findServer(compute, caller, id);
  if (server.userId !== caller.user) fail('password_not_found');
  const row = (await store.firstPasswords.find(id, clock.now())) ?? fail('password_not_found');
  return { password: sealer.open(row.sealed, contextOf(id)), expires: row.expires };
}

/** Forgets it for good; one that is not there is no failure. */
export async function forgetPassword(compute: Compute, caller: Caller, id: number): Promise<void> {
  const server = await findServer(compute, caller, id);
  if (server.userId !== caller.user) fail('password_not_found');
  await compute.store.firstPasswords.removeOf(id);
}

/** Erases passwords that waited for a day; none while the clock may be wrong: it may be the only way in (F8). */
export async function forgetOldPasswords({ store, clock, clockWatch }: Compute): Promise<void> {
  if (clockWatch.steadyFor(LIFE_MS)) await store.firstPasswords.removeOld(clock.now());
}
