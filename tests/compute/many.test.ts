import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  sql,
  type UnknownRow,
} from 'kysely';
import { readShortages, SHORTAGES_HEADER } from '#contract/shortages';
import { COMPUTE_PREFIX, type Server } from '#contract/compute';
import { NETWORK_PREFIX } from '#contract/network';
import { openStore } from '#compute/store/store';
import { until } from '../kit/until.ts';
import {
  type ComputeCloud,
  makeImage,
  makeServer,
  settledServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import type { TestUser } from '../kit/people.ts';

/** Rows as a long life would leave them, with everything that belongs to a server. */
async function manyServers({ db }: ComputeCloud, owner: TestUser, count: number): Promise<void> {
  await sql`insert into servers (name, user_id, project, shared_to_project, flavor_id, image_id, backend_id, operstate,
      deleted, suspended, build_percentage, state_job_id, backend_job_rank, nics_job_id, charged, key_names, created, updated)
    select 'server ' || n, ${owner.uuid}, ${owner.uuid}, false, 1, 'image', 1, 'STARTED', false, false, 100, n, 4, n,
      '{}', '{}', now(), now() from generate_series(1, ${count}::integer) n`.execute(db);
  await sql`insert into server_metadata select id, key, 'value' from servers, unnest(array['os', 'users']) key`.execute(
    db,
  );
  await sql`insert into ports (name, network_id, server_id, user_id, index, state, mac, ipv4, forward, created, updated)
    select '', 1, id, user_id, 0, 'ACTIVE', 'aa:00:00:00:00:00', '10.0.2.15', '{}', now(), now() from servers`.execute(
    db,
  );
  await sql`insert into volumes (server_id, user_id, project, volume_type_id, size, index, status, delete_on_termination,
      deleted, created, updated)
    select id, user_id, project, 1, 1, 0, 'IN_USE', true, false, now(), now() from servers`.execute(db);
  await sql`insert into server_diagnostics (server_id, event_key, level, source, message, created)
    select id, 'key ' || n, 'DEBUG', 'image-info', 'message ' || n, now() from servers, generate_series(1, 5) n`.execute(
    db,
  );
  for (const table of ['servers', 'server_metadata', 'ports', 'volumes', 'server_diagnostics']) {
    await sql`analyze ${sql.table(table)}`.execute(db);
  }
}

test('T-C15 a list of a thousand servers takes as many queries as one of ten, and a longer one is streamed whole', async (t) => {
  const cloud = await startComputeCloud(t, {
    roles: ['identity', 'object', 'compute', 'gateway'],
    reconciles: false,
  });
  const [owner, other] = [await cloud.owner(), await cloud.owner()];
  await manyServers(cloud, owner, 2500);
  const counter = new QueryCounter();
  const store = openStore(cloud.db.withPlugin(counter));
  const viewer = { user: owner.uuid, projects: [] };
  const cost = async (limit: number): Promise<number> => {
    const before = counter.count;
    const rows = await store.servers.page(viewer, { after: 0, limit });
    assert.equal(rows.length, limit);
    await store.belongings.of(rows.map(({ id }) => id));
    return counter.count - before;
  };
  assert.equal(await cost(1000), await cost(10));
  const reply = await owner.get(`${COMPUTE_PREFIX}/servers/detail`);
  const { servers } = reply.json as { servers: Server[] };
  assert.deepEqual(
    servers.map(({ id }) => id),
    Array.from({ length: 2500 }, (_, index) => index + 1),
  );
  assert.ok(servers.every((server) => server.metadata['os'] === 'value' && server.diagnostics.length === 1));
  assert.deepEqual((await other.get(`${COMPUTE_PREFIX}/servers/detail`)).json, { servers: [] });
});

/** Counts the queries that are made. */
class QueryCounter implements KyselyPlugin {
  count = 0;

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    this.count += 1;
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

test('T-C14 creations of one account are limited, and do not keep those of another waiting', async (t) => {
  const cloud = await startComputeCloud(t, {
    settings: { SERVER_CREATES_PER_MINUTE: 3, NETWORK_CREATES_PER_MINUTE: 2 },
  });
  const [greedy, patient] = [await cloud.owner(), await cloud.owner()];
  const image = await makeImage(greedy, 'shared', { isPublic: true });
  const body = { server: { name: 'x', flavorRef: 1, imageRef: image } };
  const statuses: number[] = [];
  for (let round = 0; round < 5; round += 1)
    statuses.push((await greedy.post(`${COMPUTE_PREFIX}/servers`, body)).status);
  assert.deepEqual(statuses, [202, 202, 202, 413, 413]);
  // The kit opens compute beside the cloud's, as a further process does.
  assert.ok((await cloud.compute.createLimit!.take(greedy.uuid)) > 0, 'another process refuses, too');
  assert.equal(await cloud.compute.createLimit!.take(patient.uuid), 0);
  const refused = await greedy.post(`${COMPUTE_PREFIX}/servers`, body);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  const { id } = await makeServer(patient, image);
  await settledServer(patient, id, 'ACTIVE');
  await until(() => cloud.ganeti.instances.size === 4);

  // Networks, ports and floating IPs have a budget each, whoever's words they are asked for in.
  const network = { network: { name: 'x', type: 'MAC_FILTERED' } };
  const networks = [
    await greedy.post(`${NETWORK_PREFIX}/networks`, network),
    await greedy.post(`${COMPUTE_PREFIX}/networks`, network),
    await greedy.post(`${NETWORK_PREFIX}/networks`, network),
    await greedy.post(`${COMPUTE_PREFIX}/networks`, network),
  ];
  assert.deepEqual(
    networks.map(({ status }) => status),
    [201, 202, 413, 413],
  );
  assert.ok(Number(networks[3]!.headers['retry-after']) > 0);
  const lan = (networks[0]!.json as { network: { id: string } }).network.id;
  for (const [path, body, statuses] of [
    [`${NETWORK_PREFIX}/ports`, { port: { network_id: lan } }, [201, 201, 413]],
    [`${NETWORK_PREFIX}/floatingips`, { floatingip: {} }, [409, 409, 413]],
    [`${COMPUTE_PREFIX}/os-floating-ips`, {}, [413]],
    [`${COMPUTE_PREFIX}/servers/${id}/action`, { addFloatingIp: { address: '192.0.2.1' } }, [413]],
  ] as const)
    for (const status of statuses) assert.equal((await greedy.post(path, body)).status, status, path);
  assert.equal((await patient.post(`${NETWORK_PREFIX}/networks`, network)).status, 201);
});

test('I11 of many creations at once at the limit exactly as many succeed as there is room', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner({ 'cyclades.vm': 3 });
  const image = await makeImage(owner);
  const body = { server: { name: 'x', flavorRef: 1, imageRef: image } };
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => owner.post(`${COMPUTE_PREFIX}/servers`, body)),
  );
  assert.deepEqual(replies.map(({ status }) => status).sort(), [202, 202, 202, 413, 413, 413, 413, 413]);
  const refused = replies.find(({ status }) => status === 413)!;
  const over = refused.json as { overLimit: { code: number; details: string } };
  const [mine] = readShortages(refused.headers[SHORTAGES_HEADER] ?? '');
  const { resource, project, of, limit, used, reserved, asked } = mine!;
  assert.deepEqual([resource, project, of, limit, asked], ['cyclades.vm', owner.uuid, 'member', 3n, 1n]);
  assert.equal(used + reserved, 3n);
  assert.match(over.overLimit.details, /Resource: cyclades\.vm, Requested: 1, Limit: 3, Usage: 3/);
  const { servers } = (await owner.get(`${COMPUTE_PREFIX}/servers`)).json as { servers: unknown[] };
  assert.equal(servers.length, 3, 'a refused quota leaves no server behind');
});
