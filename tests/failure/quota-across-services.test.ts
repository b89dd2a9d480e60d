import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { registerBackend } from '#compute/domain/backends/backends';
import type { Compute } from '#compute/domain/compute';
import { reconcileIntents } from '#compute/domain/servers/reconcile';
import { computeRole } from '#compute/service';
import { createDatabase } from '#kit/database';
import { killPointsIn } from '#kit/kill-points';
import { People } from '#kit/people';
import { freePort } from '#kit/free-port';
import { openObjectStorage } from '#object/service';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import { systemClock } from '#platform/clock';
import { recoverCommissions } from '#platform/quota/recovery';
import { seededRandom } from '#platform/faults';
import { silentLog } from '#platform/telemetry/log';
import { Secret } from '#platform/secret';
import { completeSetUp } from '../../src/cloud/first-start.ts';
import { FAULT_MARKER } from '../../src/cloud/kill-point.ts';
import { type RunningCloud, startCloud } from '../../src/cloud/start-cloud.ts';
import { startProcess, temporaryDirectory } from '../cloud/cloud-process.ts';
import { makeImage } from '../compute/kit/compute-cloud.ts';
import {
  SIMULATED_ACCOUNT,
  type SimulatedGaneti,
  startSimulatedGaneti,
} from '../compute/kit/simulated-ganeti.ts';
import { recount } from '../object/kit/recount.ts';
import { attempt, Journal, type Member, sumOf } from './kit/journal.ts';
import { type Ledgers, pendingProblems, quietProblems } from './kit/ledgers.ts';

const BLOCK = 4096;
/** Rounds go on until so many died where their plan says and so much was acknowledged, however fast the machine is. */
const DEATHS = 6;
const ACKNOWLEDGED = 50;
const ROUNDS = 30;
const LOAD_MS = 4000;
const ROLES = ['identity', 'object', 'compute', 'dispatcher', 'gateway'] as const;
const SETTINGS = [
  `PITHOS_BACKEND_BLOCK_SIZE = ${BLOCK}`,
  'PITHOS_BACKEND_FREE_VERSIONING = false',
  'SERVER_CREATES_PER_MINUTE = 0',
].join('\n');
/** Tight, so that some of it is refused. */
const LIMITS = { 'pithos.diskspace': 4_000_000, 'cyclades.vm': 4, 'cyclades.cpu': 3 };
const OBJECTS = '/pithos/object-store/v1';
const SERVERS = '/cyclades/compute/v2.0/servers';

/** Points that the load gets to; those of the others have tests of their own. */
const LOADED = /^(quota\.|object\.(put|delete)\.(?!other)|compute\.(create|quota|submit|destroy)\.|ledger\.)/;

const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** What is on disk and what stands around the cloud: it outlives every process of it. */
interface World {
  url: string;
  port: number;
  directory: string;
  configDirectory: string;
  environment: Record<string, string>;
  ledgers: Ledgers;
  ganeti: SimulatedGaneti;
}

async function makeWorld(t: TestContext): Promise<World> {
  const root = temporaryDirectory(t);
  chmodSync(root, 0o700); // the database of the tests is open to the account that runs them only: the cloud stays with it
  const [directory, configDirectory] = [join(root, 'data'), join(root, 'conf')];
  mkdirSync(configDirectory);
  writeFileSync(join(configDirectory, '10-test.conf'), `${SETTINGS}\n`);
  const urls: Record<string, string> = {};
  for (const name of ['identity', 'object', 'compute', 'queue'] as const) {
    const database = await createDatabase(name);
    t.after(() => database.drop());
    urls[name] = database.url;
  }
  const ganeti = await startSimulatedGaneti(join(root, 'ganeti.sock'));
  t.after(() => ganeti.stop());
  const port = await freePort();
  const { identity = '', object = '', compute = '', queue = '' } = urls;
  const bus = await openPostgresBus({ url: queue, log: silentLog });
  t.after(() => bus.stop());
  ganeti.publish = (message) => bus.publish(message);
  const environment = {
    ASTAKOS_DATABASE_URL: identity,
    PITHOS_DATABASE_URL: object,
    CYCLADES_DATABASE_URL: compute,
    QUEUE_DATABASE_URL: queue,
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    directory,
    configDirectory,
    environment,
    ledgers: { identity, object, compute },
    ganeti,
  };
}

/** The cloud in this process, for what an administrator does before and the scheduler afterwards. */
async function withCloud<T>(world: World, work: (cloud: RunningCloud) => Promise<T>): Promise<T> {
  const cloud = await startCloud({
    dataDirectory: world.directory,
    configDirectory: world.configDirectory,
    environment: world.environment,
    given: { GATEWAY_HOST: '127.0.0.1', GATEWAY_PORT: world.port },
    parts: ROLES,
    log: silentLog,
  });
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
}

async function withCompute<T>(cloud: RunningCloud, work: (compute: Compute) => Promise<T>): Promise<T> {
  const { service, close } = await computeRole.open!(cloud.cloud.contextFor('compute'));
  try {
    return await work(service);
  } finally {
    await close();
  }
}

interface Inhabitant extends Member {
  image: string;
}

/** First start, a back end, two users with containers of both kinds and an image each. */
async function settleIn(world: World): Promise<Inhabitant[]> {
  return withCloud(world, async (cloud) => {
    await completeSetUp(cloud, { progress: () => undefined, signal: new AbortController().signal });
    await withCompute(cloud, async (compute) => {
      const { address, clustername } = world.ganeti;
      const { username, password } = SIMULATED_ACCOUNT;
      await registerBackend(compute, {
        clustername,
        address,
        username,
        password: new Secret(password),
        drained: false,
      });
    });
    const people = new People(() => cloud, world.url);
    try {
      const inhabitants: Inhabitant[] = [];
      for (let count = 0; count < 2; count += 1) {
        const user = await people.make({ limits: LIMITS });
        await user.put(`${OBJECTS}/${user.uuid}/auto`);
        await user.put(`${OBJECTS}/${user.uuid}/none`, undefined, {
          'x-container-policy-versioning': 'none',
        });
        inhabitants.push({ uuid: user.uuid, token: user.token, image: await makeImage(user) });
      }
      return inhabitants;
    } finally {
      await people.close();
    }
  });
}

/** One writer with names of its own, until the time is over or the cloud is gone. */
async function write(
  world: World,
  journal: Journal,
  member: Member,
  who: { name: string; random: () => number; until: number },
): Promise<void> {
  const { random } = who;
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  while (performance.now() < who.until) {
    const names = ['auto', 'none'].flatMap((container) =>
      [0, 1, 2].map((index) => `${member.uuid}/${container}/${who.name}${index}`),
    );
    const [name, other] = [pick(names), pick(names)];
    const known = journal.possible(name);
    const step = random();
    const size = random() < 0.3 ? 70_000 + Math.floor(random() * 60_000) : Math.floor(random() * 9000);
    const bytes = Buffer.alloc(size, `${random()}`);
    const call = (method: string, path: string, options = {}) =>
      attempt(world.url, member, method, `${OBJECTS}/${path}`, options);
    let outcome: string;
    if (step < 0.5 || known.length !== 1 || known[0] === 'gone') {
      const reply = await call('PUT', name, { body: bytes });
      journal.note(name, sumOf(bytes), reply.outcome);
      outcome = reply.outcome;
    } else if (step < 0.7 && other !== name) {
      const reply = await call('COPY', name, {
        headers: { destination: `/${other.split('/').slice(1).join('/')}` },
      });
      journal.note(other, known[0]!, reply.outcome);
      outcome = reply.outcome;
    } else if (step < 0.85) {
      const reply = await call('DELETE', name);
      journal.note(name, 'gone', reply.outcome);
      outcome = reply.outcome;
    } else {
      // Only the history goes; what is current stays.
      const { outcome: emptied } = await call(
        'DELETE',
        `${member.uuid}/auto?until=${Math.floor(Date.now() / 1000) - 1}`,
      );
      outcome = emptied;
    }
    if (outcome === 'unknown') return;
  }
}

/** Makes and destroys servers, some of them more than the limit allows. */
async function serve(world: World, member: Inhabitant, random: () => number, until: number): Promise<void> {
  while (performance.now() < until) {
    const { outcome, json } = await attempt(world.url, member, 'GET', SERVERS);
    if (outcome === 'unknown') return;
    const [first] = (json as { servers?: { id: number }[] }).servers ?? [];
    const body = { server: { name: 'brief', flavorRef: 1, imageRef: member.image } };
    const calls =
      first !== undefined && random() < 0.5
        ? [attempt(world.url, member, 'DELETE', `${SERVERS}/${first.id}`)]
        : [
            attempt(world.url, member, 'POST', SERVERS, { body }),
            attempt(world.url, member, 'POST', SERVERS, { body }),
          ];
    const outcomes = await Promise.all(calls);
    if (outcomes.some((each) => each.outcome === 'unknown')) return;
    await sleep(100);
  }
}

/** The cloud as `npm start` runs it, under load, killed where the plan says, or anywhere when it does not get there. */
async function liveAndDie(
  t: TestContext,
  world: World,
  plan: string,
  load: (until: number) => Promise<unknown>,
): Promise<boolean> {
  const cloud = startProcess(
    t,
    [
      '--port',
      String(world.port),
      '--data-dir',
      world.directory,
      '--config-dir',
      world.configDirectory,
      '--roles',
      ROLES.join(','),
    ],
    { ...world.environment, NODE_ENV: 'test', FAULT_PLAN: plan, FAULT_SEED: String(seed) },
  );
  const started = await cloud.ready.then(
    () => true,
    () => false, // killed while it started: recovery runs then, too
  );
  if (started) await Promise.race([load(performance.now() + LOAD_MS), cloud.ended]);
  await Promise.race([cloud.ended, sleep(300)]); // a death is told a little after the connections it cuts
  const reached = cloud.child.signalCode === 'SIGKILL';
  await cloud.stop('SIGKILL');
  assert.equal(cloud.child.signalCode, 'SIGKILL', `the cloud ended by itself:\n${cloud.stderr()}`);
  return reached;
}

/** What the loops do, as if their patience were over. */
async function becomeQuiet(world: World, cloud: RunningCloud): Promise<void> {
  const later = { ...systemClock, now: () => new Date(Date.now() + 20 * 60_000) };
  const object = await openObjectStorage(cloud.cloud.contextFor('object'));
  try {
    await withCompute(cloud, async (compute) => {
      for (const started = performance.now(); performance.now() - started < 25_000; await sleep(250)) {
        await recoverCommissions({ ...object.service.ledger, clock: later });
        await recoverCommissions({ ...compute.ledger, clock: later });
        await reconcileIntents({ ...compute, clock: later });
        await world.ganeti.quiet();
        if ((await quietProblems(world.ledgers)).length === 0) return;
      }
    });
  } finally {
    await object.close();
  }
}

test(
  'R-I1 R-I3 R-O1 R-O3 R-O4 a cloud killed again and again under load charges for exactly what is there',
  { timeout: 600_000 },
  async (t) => {
    t.diagnostic(`FAULT_SEED=${seed}`);
    const random = seededRandom(seed);
    const points = ['src/identity', 'src/object', 'src/compute', 'src/platform/quota']
      .flatMap(killPointsIn)
      .filter((point) => LOADED.test(point));
    const world = await makeWorld(t);
    const members = await settleIn(world);
    writeFileSync(join(world.directory, FAULT_MARKER), '');
    const journal = new Journal();
    const killed: string[] = [];
    const deaths = (): number => killed.filter((plan) => !plan.endsWith('(not reached)')).length;
    const isEnough = (): boolean => deaths() >= DEATHS && journal.acknowledged > ACKNOWLEDGED;
    for (let round = 0; round < ROUNDS && !isEnough(); round += 1) {
      const point = points[Math.floor(random() * points.length)]!;
      const plan = `${point}#${1 + Math.floor(random() * 6)}=kill`;
      const reached = await liveAndDie(t, world, plan, (until) =>
        Promise.all(
          members.flatMap((member) => [
            ...['a', 'b', 'c'].map((name) => write(world, journal, member, { name, random, until })),
            serve(world, member, random, until),
          ]),
        ),
      );
      killed.push(reached ? plan : `${plan} (not reached)`);
      assert.deepEqual(
        await pendingProblems(world.ledgers),
        [],
        `FAULT_SEED=${seed}, after ${killed.join(', ')}`,
      );
    }
    assert.ok(deaths() >= 3, `too few deaths: ${killed.join(', ')}`);
    assert.ok(journal.acknowledged > ACKNOWLEDGED, `only ${journal.acknowledged} writes were acknowledged`);
    const told = `FAULT_SEED=${seed}, killed at ${killed.join(', ')}`;
    t.diagnostic(told);
    await withCloud(world, async (cloud) => {
      await becomeQuiet(world, cloud);
      assert.deepEqual(await quietProblems(world.ledgers), [], told);
      for (const member of members) assert.deepEqual(await journal.problems(world.url, member), [], told);
    });
    const { problems } = await recount(world.ledgers.object, join(world.directory, 'blocks'), BLOCK);
    assert.deepEqual(problems, [], told);
  },
);
