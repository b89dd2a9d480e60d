import { fail } from '../../errors.ts';
import type { DiagnosticRow } from '../../store/servers/diagnostics.ts';
import type { ActivityRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { checkServerName } from './new-server-checks.ts';

/** A server that the caller sees, deleted ones included; another's is not there. */
export async function findServer({ store }: Compute, caller: Caller, id: number): Promise<ServerRow> {
  return (await store.servers.findVisible(caller, id)) ?? fail('server_not_found', { id });
}

/** What was asked of a server that the caller sees, newest first: the first of it, or what is before a change of it. */
export async function activityOf(
  compute: Compute,
  caller: Caller,
  id: number,
  page: { before?: string | undefined; limit: number },
): Promise<ActivityRow[]> {
  await findServer(compute, caller, id);
  return compute.store.intents.newestOf(id, page);
}

/** Any server with its newest diagnostics, for the administrator; undefined when no server ever had the number. */
export async function serverDetails(
  { store }: Compute,
  id: number,
  most: number,
): Promise<{ server: ServerRow; diagnostics: DiagnosticRow[] } | undefined> {
  const server = await store.servers.find(id);
  return server && { server, diagnostics: await store.diagnostics.of(id, most) };
}

/** The row is looked at again under its lock, with the caller's eyes. */
export async function lockVisible(tx: Store, caller: Caller, id: number): Promise<ServerRow> {
  const locked = await tx.servers.lock(id);
  const visible = locked === undefined ? undefined : await tx.servers.findVisible(caller, id);
  return visible ?? fail('server_not_found', { id });
}

/** Changes the name. */
export async function renameServer(
  compute: Compute,
  caller: Caller,
  id: number,
  name: string,
): Promise<void> {
  const checked = checkServerName(name);
  await changeServer(compute, caller, id, (tx) =>
    tx.servers.update(id, { name: checked, updated: compute.clock.now() }),
  );
}

/** Runs a change that needs no back end, on a server that is neither deleted nor suspended, under its lock. */
export async function changeServer<T>(
  compute: Compute,
  caller: Caller,
  id: number,
  change: (tx: Store) => Promise<T>,
): Promise<T> {
  return compute.store.transaction(async (tx) => {
    const server = await lockVisible(tx, caller, id);
    if (server.deleted) fail('server_deleted', { id });
    if (server.suspended) fail('server_suspended', { id });
    return change(tx);
  });
}
