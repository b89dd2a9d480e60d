import { differences } from '#platform/audit/entry';
import { withHold } from '#platform/quota/hold';
import { conclude } from '#platform/quota/settle';
import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Store } from '../../store/store.ts';
import { ofUser, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { checkProject, networkCharge } from './charges.ts';
import { checkNetworkName } from './names.ts';
import { findNetwork } from './networks.ts';
import { giveValueBack } from './pools.ts';

/** Where something is moved to. */
export interface Reassignment {
  project: string;
  sharedToProject: boolean;
}

/** A network that the caller may change, under its lock: one he sees, that is private and not deleted. */
async function lockChangeable(tx: Store, caller: Caller, id: number): Promise<NetworkRow> {
  const locked = await tx.networks.lock(id);
  const [network] = locked === undefined ? [] : await tx.networks.visible(caller, { ids: [id] });
  if (network === undefined) fail('network_not_found', { id });
  if (network.public) fail('network_public', { id });
  if (network.deleted) fail('network_deleted', { id });
  return network;
}

/** Changes a network's name. */
export async function renameNetwork(
  compute: Compute,
  caller: Caller,
  id: number,
  name: string,
): Promise<void> {
  const { store, clock } = compute;
  const checked = checkNetworkName(name);
  await store.transaction(async (tx) => {
    const network = await lockChangeable(tx, caller, id);
    await tx.networks.update(id, { name: checked, updated: clock.now() });
    const details = differences({ name: network.name }, { name: checked });
    await record(compute, tx, caller, { action: 'network.modify', ...ofUser('network', network), details });
  });
}

/** Has another project pay for a network of the caller's. */
export async function reassignNetwork(
  compute: Compute,
  caller: Caller,
  id: number,
  to: Reassignment,
): Promise<void> {
  const { userId, project: from, ...before } = await findNetwork(compute, caller, id);
  if (before.public) fail('network_public', { id });
  if (userId !== caller.user || from === null) fail('network_not_yours', { id });
  const project = checkProject(compute, caller, to);
  const charges = [networkCharge(userId, from, -1n), networkCharge(userId, project, 1n)];
  await withHold(
    compute.ledger,
    { name: `network ${id}: reassign`, charges, decision: 'accept' },
    async (tx) => {
      const network = await lockChangeable(tx, caller, id);
      if (network.project !== from || network.action === 'DESTROY') fail('network_changed', { id });
      await tx.networks.update(id, {
        project,
        sharedToProject: to.sharedToProject,
        updated: compute.clock.now(),
      });
      const { object, about = [] } = ofUser('network', network);
      const details = differences({ project: from }, { project });
      await record(compute, tx, caller, {
        action: 'network.reassign',
        object,
        about: [...about, project],
        details,
      });
    },
  );
  compute.killPoint('compute.network.reassigned');
}

/** Deletes a network of users that nothing is connected to, with its subnets. */
export async function deleteNetwork(compute: Compute, caller: Caller, id: number): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const network = await lockChangeable(tx, caller, id);
    await destroyNetwork(compute, tx, network);
    await record(compute, tx, caller, { action: 'network.remove', ...ofUser('network', network) });
  });
  compute.killPoint('compute.network.deleted');
}

/**
 * Begins to delete a network, which the caller has locked: from now on nothing is connected to it. It is gone when no back
 * end has it any more, which is at once where none ever had.
 */
export async function destroyNetwork(compute: Compute, tx: Store, network: NetworkRow): Promise<void> {
  const { id } = network;
  if (network.deleted) fail('network_deleted', { id });
  const { ports, floatingIps } = await tx.networks.inUse(id);
  if (ports) fail('network_in_use', { id });
  if (floatingIps) fail('network_has_floating_ips', { id });
  await tx.networks.update(id, {
    action: 'DESTROY',
    drained: network.drained || network.public,
    updated: compute.clock.now(),
  });
  await finishNetwork(compute, tx, { ...network, action: 'DESTROY' });
  await compute.removeNetworkJob.add(tx, { network: id });
}

/**
 * Ends the deletion of a network once no back end has it: what it had of pools is given back, and its charge falls. Does
 * nothing as long as one has it, or nobody wants it deleted. The caller has locked it.
 */
export async function finishNetwork(compute: Compute, tx: Store, network: NetworkRow): Promise<void> {
  const { id, type, userId, project } = network;
  if (network.deleted || network.action !== 'DESTROY' || !(await tx.networks.isGone(id))) return;
  const updated = compute.clock.now();
  await tx.networks.update(id, { deleted: true, drained: false, state: 'DELETED', updated });
  await tx.subnets.removeOf(id, updated);
  await tx.networks.forgetBackends(id);
  await tx.pools.removeOf(id);
  if (type === 'MAC_FILTERED') await giveValueBack(tx, 'mac-prefix', network.macPrefix);
  if (type === 'PHYSICAL_VLAN') await giveValueBack(tx, 'bridge', network.link);
  if (userId === null || project === null || network.public) return;
  const charges = [networkCharge(userId, project, -1n)];
  await conclude(compute.ledger, tx, { name: `network ${id}: delete`, charges, held: [] });
}
