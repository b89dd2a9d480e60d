import { differences } from '#platform/audit/entry';
import { withHold } from '#platform/quota/hold';
import { conclude } from '#platform/quota/settle';
import { fail } from '../../errors.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Store } from '../../store/store.ts';
import { ofUser, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { coolDown, reserveAddress } from './addresses.ts';
import type { Reassignment } from './change.ts';
import { checkProject, floatingIpCharge } from './charges.ts';
import { ipv4Number } from './ipv4.ts';

/** What a floating IP is asked for with; an address alone says nothing. */
export interface WantedFloatingIp {
  network?: number | undefined;
  address?: string | undefined;
  project?: string | undefined;
  sharedToProject: boolean;
}

/** Floating IPs that the caller sees, or with `since` what changed among them, released ones too. */
export async function listFloatingIps(
  { store }: Compute,
  caller: Caller,
  since?: Date,
): Promise<FloatingIpRow[]> {
  return store.floatingIps.visible(caller, { since });
}

/** One that is held. */
export async function findFloatingIp({ store }: Compute, caller: Caller, id: number): Promise<FloatingIpRow> {
  return (await store.floatingIps.findVisible(caller, id)) ?? fail('floating_ip_not_found', { id });
}

/** Those of an address that the caller sees: an address may be of more than one network. */
export async function floatingIpsAt(store: Store, caller: Caller, address: string): Promise<FloatingIpRow[]> {
  if (ipv4Number(address) === undefined) fail('bad_address', { address: address.slice(0, 64) });
  return store.floatingIps.visibleAt(caller, address);
}

/** Gives the caller a public address to hold: of a network, and the one that he asks for, or any. */
export async function createFloatingIp(
  compute: Compute,
  caller: Caller,
  wanted: WantedFloatingIp,
): Promise<FloatingIpRow> {
  const project = checkProject(compute, caller, wanted);
  const network = await networkOf(compute, caller, wanted.network);
  const address = wanted.network === undefined ? undefined : wanted.address;
  const { sharedToProject } = wanted;
  const id = await withHold(
    compute.ledger,
    {
      name: 'floating IP',
      charges: [floatingIpCharge(caller.user, project, 1n)],
      decision: 'accept',
    },
    async (tx) => {
      const owner = { userId: caller.user, project, sharedToProject };
      const held = await holdAddress(compute, tx, await lockPool(tx, network), { owner, address });
      await record(compute, tx, caller, {
        action: 'floating-ip.create',
        ...ofFloatingIp({ id: held.id, address: held.address, ...owner }),
      });
      return held.id;
    },
  );
  compute.killPoint('compute.floating-ip.created');
  return findFloatingIp(compute, caller, id);
}

/** A floating IP is called by its address. */
const ofFloatingIp = ({ address, ...row }: Pick<FloatingIpRow, 'id' | 'address' | 'userId' | 'project'>) =>
  ofUser('floating-ip', { ...row, name: address });

/** The network to take it of: without a wish the first with a free address. What needs no lock to be refused is refused here. */
async function networkOf({ store }: Compute, caller: Caller, id: number | undefined): Promise<number> {
  if (id === undefined) return (await store.networks.floatingPool()) ?? fail('no_floating_pool');
  const [network] = await store.networks.visible(caller, { ids: [id] });
  if (network === undefined || network.deleted) fail('network_not_found', { id });
  if (!network.floatingIpPool) fail('network_no_pool', { id });
  return id;
}

/** Locks the network, if floating IPs are still to be had of it. */
async function lockPool(tx: Store, id: number): Promise<NetworkRow> {
  const network = (await tx.networks.lockForUse(id)) ?? fail('network_not_found', { id });
  return network.floatingIpPool ? network : fail('network_no_pool', { id });
}

/** Takes an address of a network and writes who holds it, in the caller's transaction, which has locked the network. */
async function holdAddress(
  compute: Compute,
  tx: Store,
  network: NetworkRow,
  {
    owner,
    address,
  }: { owner: Pick<FloatingIpRow, 'userId' | 'project' | 'sharedToProject'>; address?: string | undefined },
): Promise<{ id: number; address: string }> {
  const reserved =
    (await reserveAddress(compute, tx, network, address)) ?? fail('network_full', { id: network.id });
  const { networkId, address: held, created } = reserved;
  const row = { networkId, address: held, ...owner, deleted: false, created, updated: created };
  const floatingIpId = await tx.floatingIps.insert(row);
  await tx.addresses.insert({ ...reserved, portId: null, floatingIpId });
  return { id: floatingIpId, address: held };
}

/** Gives a floating IP of the caller's, or of his project's, back. */
export async function releaseFloatingIp(compute: Compute, caller: Caller, id: number): Promise<void> {
  const { address, networkId } = await findFloatingIp(compute, caller, id);
  await compute.store.transaction(async (tx) => {
    await tx.networks.lockForUse(networkId);
    const row = await tx.addresses.removeFloating(id);
    if (row === undefined) {
      // Two that release it at once: the second finds nothing. One that is connected meanwhile stays.
      if ((await tx.addresses.ofFloatingIp(id)) === undefined) fail('floating_ip_not_found', { id });
      fail('floating_ip_in_use', { address });
    }
    // Who pays is read under its lock: it may have been moved to another project meanwhile.
    const held = (await tx.floatingIps.lockVisible(caller, id)) ?? fail('floating_ip_not_found', { id });
    await tx.floatingIps.update([id], { deleted: true, updated: compute.clock.now() });
    await coolDown(compute, tx, [row]);
    const charges = [floatingIpCharge(held.userId, held.project, -1n)];
    await conclude(compute.ledger, tx, { name: `floating IP ${id}: release`, charges, held: [] });
    await record(compute, tx, caller, { action: 'floating-ip.release', ...ofFloatingIp(held) });
  });
  compute.killPoint('compute.floating-ip.released');
}

/** Has another project pay for a floating IP of the caller's. */
export async function reassignFloatingIp(
  compute: Compute,
  caller: Caller,
  id: number,
  to: Reassignment,
): Promise<FloatingIpRow> {
  const { userId, address, project: from } = await findFloatingIp(compute, caller, id);
  if (userId !== caller.user) fail('floating_ip_not_yours', { id });
  const project = checkProject(compute, caller, to);
  const charges = [floatingIpCharge(userId, from, -1n), floatingIpCharge(userId, project, 1n)];
  await withHold(
    compute.ledger,
    { name: `floating IP ${id}: reassign`, charges, decision: 'accept' },
    async (tx) => {
      const { sharedToProject } = to;
      const moved = await tx.floatingIps.move(id, {
        from,
        project,
        sharedToProject,
        updated: compute.clock.now(),
      });
      if (!moved) fail('floating_ip_changed', { id });
      const { object, about = [] } = ofFloatingIp({ id, address, userId, project: from });
      await record(compute, tx, caller, {
        action: 'floating-ip.reassign',
        object,
        about: [...about, project],
        details: differences({ project: from }, { project }),
      });
    },
  );
  compute.killPoint('compute.floating-ip.reassigned');
  return findFloatingIp(compute, caller, id);
}
