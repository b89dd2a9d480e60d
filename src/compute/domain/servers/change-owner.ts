import { withHold } from '#platform/quota/hold';
import { fail } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { ofServer, record } from '../audit.ts';
import type { Compute } from '../compute.ts';
import { logNewOwner } from '../networks/addresses.ts';
import { mailsOf } from '../owners.ts';
import { chargesOf, readAmounts } from '../quota.ts';
import { taskStateOf } from './operations/table.ts';

/**
 * Gives a server to another user, with its disks, its ports and the floating IPs on them. The new owner's own project pays
 * from then on, in the commission that frees the old one.
 */
export async function changeOwner(compute: Compute, id: number, user: string): Promise<void> {
  const { store } = compute;
  const before = (await store.servers.find(id)) ?? fail('server_not_found', { id });
  requireIdle(before);
  if (before.userId === user) return;
  if (!(await mailsOf(compute, [user])).has(user)) fail('user_not_found', { user });
  const held = await store.ownership.heldBy(id);
  const amounts = readAmounts(before.charged);
  const less = new Map([...amounts].map(([resource, amount]) => [resource, -amount]));
  const addresses = held.flatMap(({ userId, project }) => [
    ...chargesOf(userId, project, new Map([['cyclades.floating_ip', -1n]])),
    ...chargesOf(user, user, new Map([['cyclades.floating_ip', 1n]])),
  ]);
  const charges = [
    ...chargesOf(before.userId, before.project, less),
    ...chargesOf(user, user, amounts),
    ...addresses,
  ];
  const commission = { name: `server ${id}: another owner`, charges, decision: 'accept' } as const;
  await withHold(compute.ledger, commission, async (tx) => {
    const server = (await tx.servers.lock(id)) ?? fail('server_not_found', { id });
    requireIdle(server);
    const now = compute.clock.now();
    const same = server.userId === before.userId && server.project === before.project;
    const sameCharge = JSON.stringify(server.charged) === JSON.stringify(before.charged);
    const sameIps = JSON.stringify(await tx.ownership.lockHeldBy(id)) === JSON.stringify(held);
    if (!same || !sameCharge || !sameIps) fail('server_changed_meanwhile', { id });
    await tx.servers.update(id, { userId: user, project: user, sharedToProject: false, updated: now });
    await logNewOwner(compute, tx, await tx.ports.of(id), user);
    await tx.ownership.give(id, user, now);
    const { object, about = [] } = ofServer(server);
    await record(compute, tx, undefined, {
      action: 'server.owner',
      object,
      about: [...about, user],
      details: { owner: { from: server.userId, to: user } },
    });
  });
}

/** A server with work under way has charges that are not settled. */
function requireIdle({ id, deleted, task }: ServerRow): void {
  if (deleted) fail('server_deleted', { id });
  if (task === 'BUILD') fail('server_building', { id });
  if (task !== null) fail('server_busy', { id, task: taskStateOf(task) });
}
