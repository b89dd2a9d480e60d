import { fail } from '../../errors.ts';
import { ofServer, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';

/**
 * Sets or takes back an administrator's suspension: a suspended server refuses whatever its users ask, and runs on as it
 * was. False when it was so already.
 */
export async function setSuspended(
  compute: Compute,
  id: number,
  suspended: boolean,
  caller?: Caller,
): Promise<boolean> {
  return compute.store.transaction(async (tx) => {
    const server = (await tx.servers.lock(id)) ?? fail('server_not_found', { id });
    if (server.deleted) fail('server_deleted', { id });
    if (server.suspended === suspended) return false;
    await tx.servers.update(id, { suspended, updated: compute.clock.now() });
    const action = suspended ? 'server.suspend' : 'server.unsuspend';
    await record(compute, tx, caller, { action, ...ofServer(server) });
    return true;
  });
}
