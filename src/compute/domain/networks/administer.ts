import { differences } from '#platform/audit/entry';
import { withHold } from '#platform/quota/hold';
import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { PlaceRange, PoolRow } from '../../store/networks/pools.ts';
import type { SubnetRow } from '../../store/networks/subnets.ts';
import type { Store } from '../../store/store.ts';
import { ofUser, record } from '../audit.ts';
import type { Compute } from '../compute.ts';
import { destroyNetwork } from './change.ts';
import { networkCharge } from './charges.ts';
import { type NewNetwork, recordNetwork } from './create.ts';
import { ipv4Number } from './ipv4.ts';
import { checkNetworkName } from './names.ts';
import { insertSubnet, type WantedSubnet } from './subnets.ts';

type OperatorNetwork = NewNetwork & { subnets: readonly WantedSubnet[] };

/** Makes a network with its subnets for the operator, or for a user, who is charged for a private one. */
export async function createOperatorNetwork(compute: Compute, wanted: OperatorNetwork): Promise<NetworkRow> {
  const name = checkNetworkName(wanted.name);
  const { owner } = wanted;
  const project = owner?.project ?? owner?.userId;
  const charges =
    owner === undefined || wanted.public === true ? [] : [networkCharge(owner.userId, project!, 1n)];
  return withHold(
    compute.ledger,
    { name: `network ${name}`.slice(0, 100).toWellFormed(), charges, decision: 'accept' },
    async (tx) => {
      const of = owner === undefined ? {} : { owner: { ...owner, project: project! } };
      const made = await recordWithSubnets(compute, tx, { ...wanted, name, ...of });
      const details = { type: made.type, public: made.public };
      await record(compute, tx, undefined, { action: 'network.create', ...ofUser('network', made), details });
      return made;
    },
  );
}

async function recordWithSubnets(
  compute: Compute,
  tx: Store,
  { subnets, ...wanted }: OperatorNetwork,
): Promise<NetworkRow> {
  const network = await recordNetwork(compute, tx, wanted);
  for (const subnet of subnets) await insertSubnet(compute, tx, network, subnet);
  return network;
}

/** Throws why such a network cannot be made, limits of its owner aside, and leaves nothing of it. */
export async function checkOperatorNetwork(compute: Compute, wanted: OperatorNetwork): Promise<void> {
  const name = checkNetworkName(wanted.name);
  const undone = new Error('nothing of a trial is kept');
  try {
    await compute.store.transaction(async (tx) => {
      await recordWithSubnets(compute, tx, { ...wanted, name });
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
}

/** What the operator changes of a network. */
export interface NetworkChange {
  name?: string | undefined;
  drained?: boolean | undefined;
  floatingIpPool?: boolean | undefined;
  /** Addresses that are kept back, or given out again. */
  addReserved: readonly string[];
  removeReserved: readonly string[];
}

/** Changes a network, whosever it is. */
export async function modifyNetwork(
  compute: Compute,
  id: number,
  { name, drained, floatingIpPool, addReserved, removeReserved }: NetworkChange,
): Promise<void> {
  const { store, clock } = compute;
  await store.transaction(async (tx) => {
    const network = (await tx.networks.lock(id)) ?? fail('network_not_found', { id });
    if (network.deleted) fail('network_deleted', { id });
    if ((drained !== undefined || floatingIpPool === true) && !network.public)
      fail('network_private', { id });
    if (floatingIpPool === false && (await tx.networks.inUse(id)).floatingIps)
      fail('network_pool_held', { id });
    const changes = {
      ...(name === undefined ? {} : { name: checkNetworkName(name) }),
      ...(drained === undefined ? {} : { drained }),
      ...(floatingIpPool === undefined ? {} : { floatingIpPool }),
    };
    await tx.networks.update(id, { ...changes, updated: clock.now() });
    const pools = addReserved.length + removeReserved.length === 0 ? [] : await poolsOf(tx, id);
    for (const pool of pools) {
      await tx.pools.mark(pool.id, 'reserved', placesIn(pool, addReserved));
      await tx.pools.unmark(pool.id, 'reserved', placesIn(pool, removeReserved));
    }
    for (const address of [...addReserved, ...removeReserved])
      if (!pools.some((pool) => placesIn(pool, [address]).length > 0))
        fail('address_outside', { address: address.slice(0, 64), id });
    await record(compute, tx, undefined, {
      action: 'network.modify',
      ...ofUser('network', network),
      details: {
        ...differences(network, changes),
        ...(addReserved.length > 0 ? { kept: addReserved } : {}),
        ...(removeReserved.length > 0 ? { let_go: removeReserved } : {}),
      },
    });
  });
}

async function poolsOf(tx: Store, network: number): Promise<PoolRow[]> {
  const subnets = await tx.subnets.ofNetworks([network]);
  return tx.pools.ofSubnets(subnets.map(({ id }) => id));
}

function placesIn({ base, offset, size }: PoolRow, addresses: readonly string[]): PlaceRange[] {
  const first = ipv4Number(base)! + offset;
  return addresses.flatMap((address) => {
    const place = (ipv4Number(address) ?? -1) - first;
    return place >= 0 && place < size ? [[place, place] as const] : [];
  });
}

/** Deletes a network that nothing is connected to, whosever it is. */
export async function removeNetwork(compute: Compute, id: number): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const network = (await tx.networks.lock(id)) ?? fail('network_not_found', { id });
    await destroyNetwork(compute, tx, network);
    await record(compute, tx, undefined, { action: 'network.remove', ...ofUser('network', network) });
  });
}

/** Gives any network addresses. */
export async function addSubnet(compute: Compute, id: number, wanted: WantedSubnet): Promise<SubnetRow> {
  return compute.store.transaction(async (tx) => {
    const network = (await tx.networks.lock(id)) ?? fail('network_not_found', { id });
    if (network.deleted || network.action === 'DESTROY') fail('network_deleted', { id });
    return insertSubnet(compute, tx, network, wanted);
  });
}

/** Renames any subnet. */
export async function nameSubnet({ store, clock }: Compute, id: number, name: string): Promise<void> {
  await store.subnets.update(id, { name: checkNetworkName(name), updated: clock.now() });
}
