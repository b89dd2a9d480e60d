import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '#kit/database';
import { testClock } from '#platform/clock';
import type { Database } from '#platform/database/database';
import type { Compute } from '#compute/domain/compute';
import {
  type AddressedPort,
  attachFloatingIp,
  releaseAddresses,
  reserveAddress,
  takeAddress,
} from '#compute/domain/networks/addresses';
import { createNetwork } from '#compute/domain/networks/networks';
import { is } from '#compute/errors';
import type { NetworkRow } from '#compute/store/networks/networks';
import type { ComputeSchema } from '#compute/store/schema';
import { openStore } from '#compute/store/store';
import { until } from '../kit/until.ts';
import { overtaken } from './kit/overtaken.ts';
import { POOL_INVARIANTS } from './kit/pool-recount.ts';

const COOL_DOWN_S = 600;
/** All of a /16 takes minutes: by default a third of it, most of it filled at one stroke, and the rest as the service does it. */
const ALL = process.env['TEST_WHOLE_POOL'] === 'true';
const SIZE = ALL ? 60_000 : 20_000;

/** A network with one range of addresses, in a database of its own. */
async function startNetwork(t: TestContext, { size = 8, isPublic = false } = {}) {
  const { db } = await testDatabase<ComputeSchema>(t, 'compute');
  const clock = testClock(new Date('2031-01-01T00:00:00Z'));
  const store = openStore(db);
  const compute = {
    store,
    clock,
    settings: { ADDRESS_COOL_DOWN_S: COOL_DOWN_S, DEFAULT_MAC_PREFIX: 'aa:00:0' },
  } as unknown as Compute;
  const network = await createNetwork(compute, { name: 'lan', link: 'prv0', public: isPublic });
  const now = clock.now();
  const subnet = await store.subnets.insert({
    networkId: network.id,
    name: '',
    ipVersion: 4,
    cidr: '10.0.0.0/16',
    gateway: '10.0.0.1',
    dhcp: true,
    dnsNameservers: [],
    hostRoutes: '[]',
    deleted: false,
    created: now,
    updated: now,
  });
  const [pool] = await store.pools.insert([
    { kind: 'ipv4', subnetId: subnet.id, base: '10.0.0.0', offset: 2, size },
  ]);
  const recount = async () => {
    for (const [invariant, query] of Object.entries(POOL_INVARIANTS))
      assert.deepEqual((await sql.raw(query).execute(db)).rows, [], invariant);
  };
  return { db, store, clock, compute, network, pool: pool!, recount };
}

async function insertPorts(db: Database<ComputeSchema>, network: NetworkRow, count: number) {
  const { rows } = await sql<{ id: number }>`
    insert into ports (name, network_id, user_id, index, state, forward, created, updated)
    select '', ${network.id}::integer, 'u', 0, 'DOWN', '{}', now(), now() from generate_series(1, ${count}::integer)
    returning id`.execute(db);
  return rows.map(({ id }) => ({ id, networkId: network.id, serverId: null, userId: 'u' }));
}

test('ports get the lowest free addresses, or those they ask for, and give them back', async (t) => {
  const { db, compute, store, network, recount } = await startNetwork(t);
  const ports = await insertPorts(db, network, 9);
  const take = (index: number, address?: string) =>
    store.transaction(async (tx) => takeAddress(compute, tx, { network, port: ports[index]!, address }));
  assert.equal(await take(0), '10.0.0.2');
  assert.equal(await take(1, '10.0.0.4'), '10.0.0.4');
  assert.equal(await take(2), '10.0.0.3');
  assert.equal(await take(3), '10.0.0.5');
  await assert.rejects(take(4, '10.0.0.4'), (error) => is(error, 'address_taken'));
  await assert.rejects(take(4, '10.0.0.10'), (error) => is(error, 'address_outside'));
  await assert.rejects(take(4, '10.0.0.1'), (error) => is(error, 'address_outside'));
  await assert.rejects(take(4, '10.0.0.010'), (error) => is(error, 'bad_address'));
  for (const index of [4, 5, 6, 7]) await take(index);
  await assert.rejects(take(8), (error) => is(error, 'network_full'));
  await recount();
  await store.transaction((tx) => releaseAddresses(compute, tx, ports.slice(1, 3)));
  await recount();
  assert.equal(await take(8), '10.0.0.3');
});

test('C14 C17 a released public address is given to nobody until its neighbours have forgotten it', async (t) => {
  const { db, compute, store, clock, network, recount } = await startNetwork(t, { size: 1, isPublic: true });
  const ports = await insertPorts(db, network, 2);
  const take = (port: AddressedPort, address?: string) =>
    store.transaction((tx) => takeAddress(compute, tx, { network, port, address }));
  await take(ports[0]!);
  await store.transaction((tx) => releaseAddresses(compute, tx, [ports[0]!]));
  clock.advance(COOL_DOWN_S * 1000 - 1);
  await assert.rejects(take(ports[1]!), (error) => is(error, 'network_full'));
  await assert.rejects(take(ports[1]!, '10.0.0.2'), (error) => is(error, 'address_taken'));
  await recount();
  clock.advance(1);
  assert.equal(await take(ports[1]!, '10.0.0.2'), '10.0.0.2');
  await recount();
});

test('addresses are freed while a network with some of them goes, and neither stands in the other’s way', async (t) => {
  const { db, store, clock, compute, network, pool, recount } = await startNetwork(t, { isPublic: true });
  const other = await createNetwork(compute, { name: 'other', link: 'prv1', public: true });
  await sql`insert into subnets (network_id, name, ip_version, cidr, dhcp, dns_nameservers, host_routes, deleted, created,
      updated)
    select ${other.id}::integer, name, ip_version, '10.1.0.0/16', dhcp, dns_nameservers, host_routes, deleted, created, updated
    from subnets where network_id = ${network.id}`.execute(db);
  const [subnet] = await store.subnets.ofNetworks([other.id]);
  const [second] = await store.pools.insert([
    { kind: 'ipv4', subnetId: subnet!.id, base: '10.1.0.0', offset: 2, size: 8 },
  ]);
  const cooling = [pool, second!].map(({ id }) => ({ poolId: id, index: 0 }));
  for (const value of cooling) assert.ok(await store.pools.take(value));
  await store.pools.cool(cooling, clock.now());
  const waiting = async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    return rows.length;
  };
  let removal: Promise<void> | undefined;
  // The one who frees has what cools down, and waits for a value of the first pool; then the other network goes.
  const freed = await overtaken(
    { db },
    sql`select from pool_chunks where pool_id = ${pool.id} for update`,
    () => store.transaction((tx) => tx.pools.thaw(clock.now(), 100)),
    async () => {
      removal = store.transaction((tx) => tx.pools.removeOf(other.id));
      removal.catch(() => undefined);
      await until(async () => (await waiting()) === 2);
    },
  );
  await removal;
  assert.equal(freed, 2);
  assert.deepEqual(await store.pools.ofSubnets([subnet!.id]), []);
  await recount();
});

test('a floating IP stays its user’s when its port goes, and is on one port at a time', async (t) => {
  const { db, compute, store, clock, network, recount } = await startNetwork(t, { isPublic: true });
  const ports = await insertPorts(db, network, 2);
  const viewer = { user: 'u', projects: ['u'] };
  const id = await store.transaction(async (tx) => {
    const reserved = await reserveAddress(compute, tx, network);
    const { address, networkId } = reserved!;
    const now = clock.now();
    const made = await tx.floatingIps.insert({
      networkId,
      address,
      userId: 'u',
      project: 'u',
      sharedToProject: false,
      deleted: false,
      created: now,
      updated: now,
    });
    await tx.addresses.insert({ ...reserved!, portId: null, floatingIpId: made });
    return made;
  });
  const floatingIp = (await store.floatingIps.findVisible(viewer, id))!;
  const attach = (port: AddressedPort) =>
    store.transaction((tx) => attachFloatingIp(compute, tx, { network, port, floatingIp }));
  const outcomes = await Promise.allSettled(ports.map(attach));
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.deepEqual(await store.floatingIps.idleOf('u', network.id), []);
  await recount();
  await store.transaction((tx) => releaseAddresses(compute, tx, ports));
  assert.deepEqual(
    (await store.floatingIps.idleOf('u', network.id)).map((row) => row.id),
    [id],
  );
  assert.equal((await store.floatingIps.visibleAt(viewer, floatingIp.address)).length, 1);
  assert.equal((await store.floatingIps.visible(viewer)).length, 1);
});

test('all addresses of a large network are given out once each, by many at once', async (t) => {
  const { db, compute, store, network, pool, recount } = await startNetwork(t, { size: SIZE });
  const each = ALL ? SIZE / 2 : 200;
  const ports = await insertPorts(db, network, SIZE);
  const firstMs = await takeAll(compute, network, ports.slice(0, each));
  await recount();
  if (!ALL) await fill(db, pool.id, ports.slice(each, SIZE - each));
  const lastMs = await takeAll(compute, network, ports.slice(SIZE - each));
  await recount();
  const { rows } = await sql<{
    count: bigint;
  }>`select count(distinct address) as count from addresses`.execute(db);
  assert.equal(rows[0]?.count, BigInt(SIZE));
  await assert.rejects(
    store.transaction((tx) => reserveAddress(compute, tx, network)),
    (error) => is(error, 'network_full'),
  );
  t.diagnostic(`the first ${each} in ${Math.round(firstMs)} ms, the last in ${Math.round(lastMs)} ms`);
});

/** Eight transactions at a time, one for each address. */
async function takeAll(
  compute: Compute,
  network: NetworkRow,
  ports: readonly AddressedPort[],
): Promise<number> {
  const started = performance.now();
  const queue = ports.values();
  const work = async () => {
    for (const port of queue)
      await compute.store.transaction((tx) => takeAddress(compute, tx, { network, port }));
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return performance.now() - started;
}

/** What `takeAll` would have left of these ports. */
async function fill(
  db: Database<ComputeSchema>,
  pool: number,
  ports: readonly AddressedPort[],
): Promise<void> {
  const ids = ports.map(({ id }) => id);
  await sql`insert into addresses (network_id, address, subnet_id, pool_id, pool_index, port_id, created)
    select p.network_id, '10.0.0.2'::inet + free.index, 1, ${pool}, free.index, p.id, now()
    from (select id, network_id, row_number() over (order by id) as n from ports
        where id = any(${ids}::integer[])) p
      join (select c.chunk * 64 + i as index, row_number() over (order by c.chunk, i) as n
        from pool_chunks c, generate_series(0, 63) i
        where c.pool_id = ${pool} and get_bit(c.available, i) = 1) free using (n)`.execute(db);
  await sql`update pool_chunks c set available = available & x.mask from (
      select pool_index / 64 as chunk, bit_and(set_bit(repeat('1', 64)::bit(64), pool_index % 64, 0)) as mask
      from addresses group by 1) x
    where c.pool_id = ${pool} and c.chunk = x.chunk`.execute(db);
  await sql`update ports set ipv4 = host(a.address) from addresses a where a.port_id = ports.id`.execute(db);
}
