import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { after, type TestContext } from 'node:test';
import { join } from 'node:path';
import { RAPI_USER } from '#contract/ganeti';
import { COMPUTE_PREFIX, type Server } from '#contract/compute';
import { registerBackend } from '#compute/domain/backends/backends';
import type { Compute } from '#compute/domain/compute';
import { createFlavors } from '#compute/domain/flavors';
import { recordNetwork } from '#compute/domain/networks/create';
import { insertSubnet } from '#compute/domain/networks/subnets';
import { createPool } from '#compute/domain/networks/cloud-pools';
import { createNetwork } from '#compute/domain/networks/networks';
import { computeRole } from '#compute/service';
import type { ComputeSchema } from '#compute/store/schema';
import type { Clock } from '#platform/clock';
import { type Database, openDatabase } from '#platform/database/database';
import type { Logger } from '#platform/telemetry/log';
import type { RoleName } from '#cloud/roles';
import { Secret } from '#platform/secret';
import { bootSector } from '../../kit/boot-sector.ts';
import { startCloud, type TestCloud, type TestCloudOptions } from '../../kit/cloud.ts';
import type { TestUser } from '../../kit/people.ts';
import { SIMULATED_ACCOUNT, type SimulatedGaneti, startSimulatedGaneti } from './simulated-ganeti.ts';

export interface ComputeCloud extends TestCloud {
  ganeti: SimulatedGaneti;
  /** The domain of compute on the cloud's database. */
  compute: Compute;
  /** The rows, for what a test counts or writes past the domain. */
  db: Database<ComputeSchema>;
  /** A user with room for servers. */
  owner(limits?: Record<string, bigint | number>): Promise<TestUser>;
}

const ROLES: readonly RoleName[] = ['identity', 'object', 'compute', 'dispatcher', 'gateway'];

/** What a new account gets here, so that quota is not what a test is about. */
const ROOMY = {
  'cyclades.vm': 100,
  'cyclades.cpu': 100,
  'cyclades.ram': 1n << 40n,
  'cyclades.disk': 1n << 44n,
  'cyclades.total_cpu': 100,
  'cyclades.total_ram': 1n << 40n,
  'cyclades.network.private': 100,
  'cyclades.floating_ip': 100,
  'pithos.diskspace': 1n << 40n,
};

/** `TEST_BACKEND=vmhost` has the tests that can run on real machines made by the embedded manager. */
export const onRealMachines = process.env['TEST_BACKEND'] === 'vmhost';
/** A machine without an operating system takes its whole time to shut down. */
const PATIENCE_MS = onRealMachines ? 200_000 : 15_000;

/** A whole cloud whose one back end is a simulated Ganeti, with a flavor (1 CPU, 512 MiB, 1 GiB) and a network. */
export async function startComputeCloud(
  t: Pick<TestContext, 'after'>,
  options: {
    roles?: readonly RoleName[];
    settings?: Record<string, unknown>;
    /** False where the test does compute's repeated work itself, or nobody is to. */
    reconciles?: boolean;
    clock?: Clock;
    log?: Logger;
    addresses?: TestCloudOptions['addresses'];
    /** Real machines, too: their back end is closed to new ones until the test opens it. */
    realMachines?: boolean;
  } = {},
): Promise<ComputeCloud> {
  const simulated = options.roles ?? ROLES;
  const roles =
    onRealMachines || options.realMachines === true ? [...simulated, 'vmhost' as const] : simulated;
  const cloud = await startCloud(t, {
    roles,
    settings: { SERVER_CREATES_PER_MINUTE: 0, NETWORK_CREATES_PER_MINUTE: 0, ...options.settings },
    withoutRepeatedWork: options.reconciles === false ? ['compute'] : [],
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.addresses === undefined ? {} : { addresses: options.addresses }),
  });
  const ganeti = await startSimulatedGaneti(join(cloud.running().data.run, 'ganeti.sock'));
  const opened = await computeRole.open!(cloud.running().cloud.contextFor('compute'));
  const bus = await cloud.running().cloud.contextFor('dispatcher').bus();
  if (roles.includes('dispatcher')) ganeti.publish = (message) => bus.publish(message);
  const db = openDatabase<ComputeSchema>({ url: cloud.databaseUrl('compute'), poolSize: 2 });
  t.after(async () => {
    await ganeti.stop();
    await opened.close();
    await db.destroy();
  });
  const compute = opened.service;
  await createFlavors(compute, { cpus: [1], rams: [512], disks: [1], templates: ['file'] });
  await createNetwork(compute, { name: 'Internet' });
  await createPool(compute, { kind: 'mac-prefix', base: 'aa:00:0', size: 1000 });
  const real = (drained: boolean) => ({
    ...{ clustername: 'vmhost', address: 'role:vmhost', username: RAPI_USER },
    ...{ password: cloud.running().cloud.secrets.at('rapi.password'), drained },
  });
  if (options.realMachines === true && !onRealMachines) await registerBackend(compute, real(true));
  await registerBackend(
    compute,
    onRealMachines
      ? real(false)
      : {
          clustername: ganeti.clustername,
          address: ganeti.address,
          username: SIMULATED_ACCOUNT.username,
          password: new Secret(SIMULATED_ACCOUNT.password),
          drained: false,
        },
  );
  return {
    ...cloud,
    ganeti,
    compute,
    db,
    owner: (limits = {}) => cloud.user({ limits: { ...ROOMY, ...limits } }),
  };
}

let shared: Promise<ComputeCloud> | undefined;
let stopShared: (() => Promise<void>) | undefined;
after(async () => stopShared?.());

/** One cloud for all files of a process, for tests that bring their own users and leave flavors, networks and back ends alone. */
export function sharedComputeCloud(): Promise<ComputeCloud> {
  shared ??= (async () => {
    const ends: (() => unknown)[] = [];
    stopShared = async () => {
      // What is registered first ends first, as the runner has it.
      for (const end of ends) await end();
    };
    return startComputeCloud({ after: (end) => void ends.push(end as () => unknown) });
  })();
  return shared;
}

/** Uploads some bytes and registers them as an image of the user; gives the image's uuid. */
export async function makeImage(
  user: TestUser,
  name = 'tiny',
  options: { bytes?: Buffer; headers?: Record<string, string>; isPublic?: boolean } = {},
): Promise<string> {
  const account = `/pithos/object-store/v1/${user.uuid}`;
  await expectStatus(user.put(`${account}/images`), 201, 202);
  await expectStatus(
    user.put(`${account}/images/${name}.raw`, options.bytes ?? bootSector(`boot ${name}`)),
    201,
  );
  const reply = await user.post('/cyclades/image/v1.0/images/', undefined, {
    'x-image-meta-name': encodeURIComponent(name),
    'x-image-meta-location': `pithos://${user.uuid}/images/${name}.raw`,
    'x-image-meta-is-public': String(options.isPublic ?? false),
    'x-image-meta-property-osfamily': 'linux',
    'x-image-meta-property-root-partition': '1',
    ...options.headers,
  });
  if (reply.status !== 200) throw new Error(`registering answers ${reply.status}: ${reply.text}`);
  return reply.headers['x-image-meta-id']!;
}

async function expectStatus(
  reply: Promise<{ status: number; text: string }>,
  ...wanted: number[]
): Promise<void> {
  const { status, text } = await reply;
  if (!wanted.includes(status)) throw new Error(`answers ${status}: ${text}`);
}

/** Asks for a server and gives the document of the answer. */
export async function makeServer(
  user: TestUser,
  imageRef: string,
  wanted: Record<string, unknown> = {},
): Promise<Server> {
  const body = { server: { name: 'web', flavorRef: 1, imageRef, ...wanted } };
  const reply = await user.post(`${COMPUTE_PREFIX}/servers`, body);
  if (reply.status !== 202) throw new Error(`creating answers ${reply.status}: ${reply.text}`);
  return (reply.json as { server: Server }).server;
}

export async function showServer(user: TestUser, id: number): Promise<Server> {
  const reply = await user.get(`${COMPUTE_PREFIX}/servers/${id}`);
  if (reply.status !== 200) throw new Error(`showing answers ${reply.status}: ${reply.text}`);
  return (reply.json as { server: Server }).server;
}

/** Waits until the server has the status and nothing is being done to it. */
export async function settledServer(
  user: TestUser,
  id: number,
  status: string,
  limitMs = PATIENCE_MS,
): Promise<Server> {
  const started = performance.now();
  for (;;) {
    const server = await showServer(user, id);
    if (server.status === status && server['SNF:task_state'] === '') return server;
    if (performance.now() - started > limitMs) {
      throw new Error(`server ${id} is ${server.status} ${server['SNF:task_state']}, not ${status}`);
    }
    await sleep(20);
  }
}

/** A server that runs. */
export async function runningServer(
  user: TestUser,
  imageRef: string,
  wanted: Record<string, unknown> = {},
): Promise<Server> {
  const { id } = await makeServer(user, imageRef, wanted);
  return settledServer(user, id, 'ACTIVE');
}

export type Usage = Record<string, { usage: bigint; pending: bigint }>;

/** What a user's own project is charged with, by resource. */
export async function usageOf(user: TestUser): Promise<Usage> {
  const reply = await user.get('/astakos/account/v1.0/quotas');
  const quotas = reply.json as Record<
    string,
    Record<string, { usage: number | bigint; pending: number | bigint }>
  >;
  return Object.fromEntries(
    Object.entries(quotas[user.uuid] ?? {}).map(([resource, { usage, pending }]) => [
      resource,
      { usage: BigInt(usage), pending: BigInt(pending) },
    ]),
  );
}

/** What is charged and not zero; pending amounts count as taken. */
export async function chargedTo(user: TestUser): Promise<Record<string, bigint>> {
  const entries = Object.entries(await usageOf(user)).map(
    ([resource, { usage }]) => [resource, usage] as const,
  );
  return Object.fromEntries(
    entries.filter(([resource, amount]) => amount !== 0n && resource.startsWith('cyclades.')),
  );
}

/** Waits until exactly this is charged and nothing is pending. */
export async function expectUsage(
  user: TestUser,
  expected: Record<string, bigint>,
  limitMs = 15_000,
): Promise<void> {
  const started = performance.now();
  for (;;) {
    const usage = await usageOf(user);
    const pending = Object.values(usage).some((entry) => entry.pending !== 0n);
    const charged = await chargedTo(user);
    if (!pending && isDeepStrictEqual(charged, expected)) return;
    if (performance.now() - started > limitMs)
      assert.deepEqual({ charged, pending }, { charged: expected, pending: false });
    await sleep(20);
  }
}

/** A public network with these addresses to hold, made by the operator; answers its id. */
export async function publicNetwork(
  { compute }: Pick<ComputeCloud, 'compute'>,
  cidr: string,
): Promise<string> {
  const { id } = await compute.store.transaction(async (tx) => {
    const wanted = { name: 'Public', type: 'IP_LESS_ROUTED', public: true, floatingIpPool: true } as const;
    const network = await recordNetwork(compute, tx, wanted);
    await insertSubnet(compute, tx, network, { version: 4, cidr });
    return network;
  });
  return String(id);
}
