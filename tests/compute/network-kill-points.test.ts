import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpTransport } from '#contract/transport';
import { type FloatingIp, type Network, NETWORK_PREFIX } from '#contract/network';
import { recordNetwork } from '#compute/domain/networks/create';
import { insertSubnet } from '#compute/domain/networks/subnets';
import { recoverCommissions } from '#platform/quota/recovery';
import type { TestUser } from '../kit/people.ts';
import { expectUsage, startComputeCloud } from './kit/compute-cloud.ts';
import { DyingCompute, isDeath } from './kit/dying-compute.ts';
import { checkInvariants, checkQuota } from './kit/invariants.ts';
import { transportUser } from './kit/transport-user.ts';

const POINTS = [
  'ledger.recorded#1',
  'compute.network.created#1',
  'compute.network.reassigned#1',
  'compute.network.deleted#1',
  'ledger.issued#2',
  'compute.floating-ip.created#1',
  'compute.floating-ip.reassigned#1',
  'compute.floating-ip.released#1',
];
const NETWORKS = `${NETWORK_PREFIX}/networks`;
const FLOATING_IPS = `${NETWORK_PREFIX}/floatingips`;

test('T-F1 R-C3 compute killed between any two steps of networks and floating IPs loses no address, prefix or charge, and gives none twice', async (t) => {
  const cloud = await startComputeCloud(t, { roles: ['identity', 'object', 'dispatcher'] });
  const { compute } = cloud;
  await compute.store.transaction(async (tx) => {
    const wanted = { name: 'Public', type: 'IP_LESS_ROUTED', public: true, floatingIpPool: true } as const;
    const network = await recordNetwork(compute, tx, wanted);
    await insertSubnet(compute, tx, network, { version: 4, cidr: '198.51.100.0/26' });
  });
  const user = await cloud.owner();
  const owner = transportUser(user, {
    '/astakos': cloud.running().cloud.contextFor('console').transportTo('identity'),
    '/cyclades': httpTransport(`unix:${cloud.running().data.run}/compute.sock`),
  });
  const processes = new DyingCompute(cloud);
  t.after(() => processes.stop());
  for (const point of POINTS) {
    await processes.start(`${point}=kill`);
    await holdAndRelease(owner);
    assert.equal(await processes.death(), 'SIGKILL', `${point} was reached`);
    await checkInvariants(cloud);
  }
  await processes.start();
  const clock = { ...compute.clock, now: () => new Date(Date.now() + 120_000) };
  await recoverCommissions({ ...compute.ledger, clock });
  const { networks } = (await owner.get(NETWORKS)).json as { networks: Network[] };
  const own = networks.filter(({ user_id: of }) => of === owner.uuid);
  const { floatingips: held } = (await owner.get(FLOATING_IPS)).json as { floatingips: FloatingIp[] };
  await expectUsage(owner, {
    'cyclades.network.private': BigInt(own.length),
    'cyclades.floating_ip': BigInt(held.length),
  });
  for (const { id } of own) assert.equal((await owner.delete(`${NETWORKS}/${id}`)).status, 204);
  for (const { id } of held) assert.equal((await owner.delete(`${FLOATING_IPS}/${id}`)).status, 204);
  await expectUsage(owner, {});
  await checkInvariants(cloud);
  await checkQuota(cloud);
});

/** Everything once that changes networks and floating IPs; ends early when the process dies under it. */
async function holdAndRelease(owner: TestUser): Promise<void> {
  const reassign = { reassign: { project: owner.uuid } };
  try {
    const made = await owner.post(NETWORKS, { network: { type: 'MAC_FILTERED', name: 'brief' } });
    const { id } = (made.json as { network: Network }).network;
    await owner.post(`${NETWORK_PREFIX}/subnets`, { subnet: { network_id: id, cidr: '10.0.0.0/24' } });
    await owner.post(`${NETWORKS}/${id}/action`, reassign);
    await owner.delete(`${NETWORKS}/${id}`);
    const taken = await owner.post(FLOATING_IPS, { floatingip: {} });
    const { id: address } = (taken.json as { floatingip: FloatingIp }).floatingip;
    await owner.post(`${FLOATING_IPS}/${address}/action`, reassign);
    await owner.delete(`${FLOATING_IPS}/${address}`);
  } catch (error) {
    if (!isDeath(error)) throw error;
  }
}
