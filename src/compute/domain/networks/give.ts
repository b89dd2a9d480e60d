import { withHold } from '#platform/quota/hold';
import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import { ofUser, record } from '../audit.ts';
import type { Compute } from '../compute.ts';
import { mailsOf } from '../owners.ts';
import { networkCharge } from './charges.ts';

/**
 * Gives a private network to another user, whose own project pays from then on, in the commission that frees the old one.
 * Servers that are connected to it stay so, whosever they are.
 */
export async function giveNetwork(compute: Compute, id: number, user: string): Promise<void> {
  const { store, clock } = compute;
  const before = (await store.networks.find(id)) ?? fail('network_not_found', { id });
  requireOwned(before);
  if (before.userId === user) return;
  if (!(await mailsOf(compute, [user])).has(user)) fail('user_not_found', { user });
  const { userId, project } = before;
  const freed = userId === null || project === null ? [] : [networkCharge(userId, project, -1n)];
  const charges = [...freed, networkCharge(user, user, 1n)];
  await withHold(
    compute.ledger,
    { name: `network ${id}: another owner`, charges, decision: 'accept' },
    async (tx) => {
      const network = (await tx.networks.lock(id)) ?? fail('network_not_found', { id });
      requireOwned(network);
      if (network.userId !== userId || network.project !== project) fail('network_changed', { id });
      const owner = { userId: user, project: user, sharedToProject: false };
      await tx.networks.update(id, { ...owner, updated: clock.now() });
      const { object, about = [] } = ofUser('network', network);
      await record(compute, tx, undefined, {
        action: 'network.reassign',
        object,
        about: [...about, user],
        details: { owner: { from: userId, to: user } },
      });
    },
  );
}

function requireOwned({ id, public: isPublic, deleted, action }: NetworkRow): void {
  if (isPublic) fail('network_without_owner', { id });
  if (deleted || action === 'DESTROY') fail('network_deleted', { id });
}
