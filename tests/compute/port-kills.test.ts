import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { COMPUTE_PREFIX, type Server } from '#contract/compute';
import { type FloatingIp, type Network, NETWORK_PREFIX, type Port } from '#contract/network';
import { httpTransport } from '#contract/transport';
import { reconcileNetworks } from '#compute/domain/ports/reconcile-networks';
import { reconcileIntents } from '#compute/domain/servers/reconcile';
import { seededRandom } from '#platform/faults';
import { recoverCommissions } from '#platform/quota/recovery';
import type { TestUser } from '../kit/people.ts';
import { type ComputeCloud, expectUsage, makeImage, startComputeCloud } from './kit/compute-cloud.ts';
import { DyingCompute, isDeath } from './kit/dying-compute.ts';
import { checkInvariants, checkQuota } from './kit/invariants.ts';
import { PORTS, publicNetwork } from './kit/networks.ts';
import { transportUser } from './kit/transport-user.ts';

/** A thousand take a quarter of an hour: `PORT_OPERATIONS=1000`. */
const OPERATIONS = Number(process.env['PORT_OPERATIONS'] ?? '24');
/** Where the process dies, in turn; then anywhere of these, at a hit that chance says. */
const POINTS = [
  'compute.backend-network.created',
  'compute.backend-network.connected',
  'compute.backend-network.removed',
  'compute.submit.before-call',
  'compute.submit.after-call',
  'compute.action.recorded',
  'compute.create.recorded',
  'compute.destroy.recorded',
  'jobs.before-handler',
  'jobs.after-handler',
  'ledger.issued',
  'ledger.recorded',
];
const SERVERS = `${COMPUTE_PREFIX}/servers`;
const NETWORKS = `${NETWORK_PREFIX}/networks`;
const FLOATING_IPS = `${NETWORK_PREFIX}/floatingips`;

test('T-F1 R-C3 compute killed at random while servers, ports, networks and floating IPs come and go: no address, MAC or charge is lost or had twice', async (t) => {
  const seed = Number(process.env['FAULT_SEED'] ?? '11');
  t.diagnostic(`FAULT_SEED=${seed} PORT_OPERATIONS=${OPERATIONS}`);
  const random = seededRandom(seed);
  const cloud = await startComputeCloud(t, { roles: ['identity', 'object', 'dispatcher'] });
  const open = await publicNetwork(cloud, '203.0.113.0/27');
  const context = cloud.running().cloud.contextFor('console');
  const user = await cloud.owner({ 'cyclades.network.private': 50, 'cyclades.floating_ip': 50 });
  const owner = transportUser(user, {
    '/astakos': context.transportTo('identity'),
    '/pithos': context.transportTo('object'),
    '/cyclades': httpTransport(`unix:${cloud.running().data.run}/compute.sock`),
  });
  const processes = new DyingCompute(cloud);
  t.after(() => processes.stop());
  await processes.start();
  const image = await makeImage(owner);
  await processes.stop();

  let deaths = 0;
  const plan = (): string => {
    const point = POINTS[deaths] ?? POINTS[Math.floor(random() * POINTS.length)]!;
    const sooner = 1 + Math.floor(random() * 2);
    // What is not reached soon does not keep the process alive.
    return `${point}#${sooner}=kill;jobs.after-handler#${2 + Math.floor(random() * 4)}=kill`;
  };
  await processes.start(plan());
  for (let count = 0; count < OPERATIONS; count += 1) {
    try {
      await operate(owner, { image, open, random });
      await sleep(random() * 40);
    } catch (error) {
      if (!isDeath(error)) throw error;
      assert.equal(await processes.death(), 'SIGKILL');
      deaths += 1;
      await checkInvariants(cloud);
      await processes.start(plan());
    }
  }
  assert.ok(deaths > 1, 'it died');
  await processes.stop();
  await processes.start();
  t.diagnostic(`${deaths} deaths, ${cloud.ganeti.jobs.length} jobs`);
  await settle(cloud, owner);
  await checkInvariants(cloud);
  await compareCards(cloud);

  await removeAll(cloud, owner);
  await checkInvariants(cloud);
  const used = await cloud.db.selectFrom('addresses').select('address').execute();
  assert.deepEqual(used, [], 'every address is given back');
  assert.deepEqual([...cloud.ganeti.instances.keys()], []);
  assert.deepEqual(
    [...cloud.ganeti.networks.keys()].filter((name) => name !== `snf-net-${open}`),
    [],
  );
  await expectUsage(owner, {});
  await checkQuota(cloud);
});

interface Means {
  image: string;
  open: number;
  random: () => number;
}

async function all<T>(owner: TestUser, path: string, key: string): Promise<T[]> {
  const { status, json, text } = await owner.get(path);
  assert.equal(status, 200, text);
  return (json as Record<string, T[]>)[key]!;
}
const serversOf = (owner: TestUser) => all<Server>(owner, `${SERVERS}/detail`, 'servers');
const portsOf = (owner: TestUser) => all<Port>(owner, PORTS, 'ports');
const heldBy = (owner: TestUser) => all<FloatingIp>(owner, FLOATING_IPS, 'floatingips');
const ownNetworks = async (owner: TestUser): Promise<Network[]> =>
  (await all<Network>(owner, NETWORKS, 'networks')).filter(({ user_id: of }) => of === owner.uuid);

/** One thing that users do, by chance. Refusals are answers; failures are not. */
async function operate(owner: TestUser, { image, open, random }: Means): Promise<void> {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const kinds: (() => Promise<{ status: number; text: string } | undefined>)[] = [
    async () => {
      const made = await owner.post(NETWORKS, { network: { type: 'MAC_FILTERED', name: 'lan' } });
      if (made.status !== 201) return made;
      const { id } = (made.json as { network: Network }).network;
      return owner.post(`${NETWORK_PREFIX}/subnets`, { subnet: { network_id: id, cidr: '10.0.0.0/28' } });
    },
    async () => owner.post(FLOATING_IPS, { floatingip: {} }),
    async () => {
      if ((await serversOf(owner)).length >= 6) return undefined;
      const lan = pick(await ownNetworks(owner));
      const networks = [
        ...(lan === undefined ? [] : [{ uuid: lan.id }]),
        ...(random() < 0.4 ? [{ uuid: String(open) }] : []),
      ];
      return owner.post(SERVERS, { server: { name: 'brief', flavorRef: 1, imageRef: image, networks } });
    },
    async () => {
      const [server, lan] = [pick(await serversOf(owner)), pick(await ownNetworks(owner))];
      const device = random() < 0.2 || server === undefined ? {} : { device_id: String(server.id) };
      return lan && owner.post(PORTS, { port: { network_id: lan.id, ...device } });
    },
    async () => {
      const [server, ip] = [pick(await serversOf(owner)), pick(await heldBy(owner))];
      const address = ip?.floating_ip_address;
      const action = random() < 0.7 ? 'addFloatingIp' : 'removeFloatingIp';
      return server && ip && owner.post(`${SERVERS}/${server.id}/action`, { [action]: { address } });
    },
    async () => {
      const port = pick(await portsOf(owner));
      return port && owner.delete(`${PORTS}/${port.id}`);
    },
    async () => {
      const server = pick(await serversOf(owner));
      const action = random() < 0.5 ? { shutdown: {} } : { start: {} };
      return server && owner.post(`${SERVERS}/${server.id}/action`, action);
    },
    async () => {
      const server = random() < 0.6 ? pick(await serversOf(owner)) : undefined;
      return server && owner.delete(`${SERVERS}/${server.id}`);
    },
    async () => {
      const lan = pick(await ownNetworks(owner));
      return lan && owner.delete(`${NETWORKS}/${lan.id}`);
    },
    async () => {
      const ip = random() < 0.5 ? pick(await heldBy(owner)) : undefined;
      return ip && owner.delete(`${FLOATING_IPS}/${ip.id}`);
    },
  ];
  let reply = await pick(kinds)!();
  // Of what is not there something else is done.
  for (let tries = 0; reply === undefined && tries < 6; tries += 1) reply = await pick(kinds)!();
  if (reply !== undefined) assert.ok(reply.status < 500, `${reply.status}: ${reply.text}`);
}

/** What the scheduler does, as if its patience were over, until nothing is under way. */
async function settle(cloud: ComputeCloud, owner: TestUser): Promise<void> {
  const clock = { ...cloud.compute.clock, now: () => new Date(Date.now() + 120_000) };
  const later = { ...cloud.compute, clock, ledger: { ...cloud.compute.ledger, clock } };
  for (const started = performance.now(); performance.now() - started < 60_000; await sleep(100)) {
    await recoverCommissions(later.ledger);
    await reconcileIntents(later);
    await reconcileNetworks(later);
    await cloud.ganeti.quiet();
    const busy = (await serversOf(owner)).some((server) => server['SNF:task_state'] !== '');
    const open = await cloud.db.selectFrom('intents').select('id').where('state', '=', 'open').execute();
    if (!busy && open.length === 0) return;
  }
  throw new Error('something stays in the middle of its task');
}

/** Every card of a machine is a port with its MAC and address, and every port of a live server a card. */
async function compareCards({ db, ganeti }: ComputeCloud): Promise<void> {
  const ports = await db
    .selectFrom('ports')
    .innerJoin('servers', 'servers.id', 'ports.server_id')
    .select(['ports.id', 'server_id', 'mac', 'ipv4', 'state'])
    .where('servers.operstate', '<>', 'ERROR')
    .orderBy('ports.id')
    .execute();
  const cards = [...ganeti.instances.values()].flatMap(({ name, nics }) =>
    nics.map((nic) => `${name} ${nic.name} ${nic.mac} ${nic.ip}`),
  );
  assert.deepEqual(
    ports.map((port) => `snf-${port.server_id} snf-nic-${port.id} ${port.mac} ${port.ipv4}`).sort(),
    cards.sort(),
  );
  assert.deepEqual(
    [...new Set(ports.map(({ state }) => state))].filter((state) => state !== 'ACTIVE'),
    [],
  );
}

async function removeAll(cloud: ComputeCloud, owner: TestUser): Promise<void> {
  for (const { id } of await serversOf(owner))
    assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204);
  await settle(cloud, owner);
  for (const { id } of await portsOf(owner)) assert.equal((await owner.delete(`${PORTS}/${id}`)).status, 204);
  for (const { id } of await heldBy(owner))
    assert.equal((await owner.delete(`${FLOATING_IPS}/${id}`)).status, 204);
  for (const { id } of await ownNetworks(owner)) {
    const { status } = await owner.delete(`${NETWORKS}/${id}`);
    assert.ok([204, 400].includes(status), `a network answers ${status}`);
  }
  for (const started = performance.now(); performance.now() - started < 30_000; await sleep(100)) {
    await settle(cloud, owner);
    if ((await ownNetworks(owner)).length === 0) return;
  }
  throw new Error('a network does not go');
}
