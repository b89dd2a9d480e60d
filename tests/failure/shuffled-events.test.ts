import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { Client } from 'pg';
import { COMPUTE_PREFIX } from '#contract/compute';
import { OpStatusEvent } from '#contract/ganeti-events';
import { afterNews, type JobNews } from '#compute/domain/servers/job-news';
import { isFinal, type ServerState } from '#compute/domain/servers/states';
import { seededRandom } from '#platform/faults';
import {
  type ComputeCloud,
  chargedTo,
  makeImage,
  makeServer,
  settledServer,
  startComputeCloud,
  usageOf,
} from '../compute/kit/compute-cloud.ts';
import { checkInvariants, checkQuota } from '../compute/kit/invariants.ts';
import type { Message } from '../compute/kit/simulated-ganeti.ts';
import type { TestUser } from '../kit/people.ts';
import { until } from '../kit/until.ts';
import { RoughPublisher, shuffled } from './kit/shuffler.ts';

/** What is asked of each server, one after the other, and where that leads. */
const LIVES = [
  ['stop', 'start', 'reboot', 'destroy'],
  ['stop', 'start', 'reboot', 'stop'],
  ['reboot', 'stop', 'start', 'reboot'],
  ['destroy'],
] as const;
type Step = (typeof LIVES)[number][number];

const ACTIONS = {
  stop: { body: { shutdown: {} }, status: 'STOPPED' },
  start: { body: { start: {} }, status: 'ACTIVE' },
  reboot: { body: { reboot: { type: 'SOFT' } }, status: 'ACTIVE' },
} as const;

/** Seeds that are tried; one that ever failed stays first. */
const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);
/** A failed run is repeated by giving its seed. */
const RUN_SEED = Number(process.env['FAULT_SEED'] ?? '20261128');

interface Lived {
  cloud: ComputeCloud;
  owner: TestUser;
  ids: number[];
  events: Message[];
}

/** Lets the servers live, all at once; how their events travel is the caller's matter. */
async function live(
  t: TestContext,
  travel: (cloud: ComputeCloud) => Promise<(message: Message) => Promise<void>>,
): Promise<Lived> {
  // Nobody reconciles: what events lead to is not covered up.
  const cloud = await startComputeCloud(t, { reconciles: false });
  cloud.ganeti.publish = await travel(cloud);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const ids = await Promise.all(
    LIVES.map(async (steps) => {
      const { id } = await makeServer(owner, image, { name: 'life' });
      await settledServer(owner, id, 'ACTIVE', 60_000);
      for (const step of steps) await take(owner, id, step);
      return id;
    }),
  );
  return { cloud, owner, ids, events: cloud.ganeti.published };
}

async function take(owner: TestUser, id: number, step: Step): Promise<void> {
  const path = `${COMPUTE_PREFIX}/servers/${id}`;
  if (step === 'destroy') {
    assert.equal((await owner.delete(path)).status, 204);
    await settledServer(owner, id, 'DELETED', 60_000);
    return;
  }
  const { body, status } = ACTIONS[step];
  const reply = await owner.post(`${path}/action`, body);
  assert.equal(reply.status, 202, reply.text);
  await settledServer(owner, id, status, 60_000);
}

/** All that is kept of the servers but times, numbers of rows and what differs between two clouds. */
async function rowsOf({ cloud, ids }: Lived): Promise<unknown[]> {
  const { store } = cloud.compute;
  return Promise.all(
    ids.map(async (id) => {
      const { operstate, deleted, task, charged, buildPercentage } = (await store.servers.find(id))!;
      const ports = (await store.ports.of(id)).map(({ state, index, ipv4 }) => ({
        state,
        index,
        ipv4,
      }));
      const intents = await cloud.db
        .selectFrom('intents')
        .select(['action', 'state'])
        .where('server_id', '=', id)
        .orderBy('created')
        .execute();
      return { operstate, deleted, task, charged, buildPercentage, ports, intents };
    }),
  );
}

/** Waits until nothing is under way, then recounts. */
async function settled({ cloud, owner }: Lived): Promise<Record<string, bigint>> {
  await until(async () => Object.values(await usageOf(owner)).every(({ pending }) => pending === 0n), 60_000);
  const { store } = cloud.compute;
  await until(async () => (await store.quota.corrections.counters()).length === 0, 60_000);
  await checkInvariants(cloud);
  await checkQuota(cloud);
  return chargedTo(owner);
}

const FRESH: ServerState = {
  operstate: 'BUILD',
  deleted: false,
  suspended: false,
  rescue: false,
  trouble: null,
  task: null,
  stateJob: 0n,
  reported: null,
};

function newsOf(event: OpStatusEvent): JobNews {
  const { jobId, operation: opcode, status } = event;
  const instanceGone = opcode === 'OP_INSTANCE_REMOVE' && isFinal(status);
  return { job: BigInt(jobId), opcode, status, instanceGone };
}

/** The states of all servers after the events, in the order in which these come. */
function fold(events: readonly OpStatusEvent[]): Record<string, unknown> {
  const states = new Map<string, ServerState>();
  for (const event of events)
    states.set(event.instance, afterNews(states.get(event.instance) ?? FRESH, newsOf(event)));
  return Object.fromEntries(
    [...states]
      .sort(([a], [b]) => a.localeCompare(b))
      // Of a server that is gone nothing more is heard: what was heard last is then a matter of the order.
      .map(([name, state]) => [name, state.deleted ? { ...state, reported: null } : state]),
  );
}

test('T-F12 R-D1 the events of a real run, repeated, reordered and late, lead to what they lead to in order', async (t) => {
  const run = await live(t, async (cloud) => {
    const bus = await cloud.running().cloud.contextFor('dispatcher').bus();
    return (message) => bus.publish(message);
  });
  const charged = await settled(run);
  const rows = await rowsOf(run);
  const events = run.events.map(({ body }) => OpStatusEvent.parse(body));

  await t.test('300 shuffles of them fold to one state, which is the recorded one', async () => {
    const reference = fold(events);
    const { store } = run.cloud.compute;
    for (const id of run.ids) {
      const { operstate, deleted, stateJobId } = (await store.servers.find(id))!;
      const state = reference[`snf-${id}`] as ServerState;
      assert.deepEqual([state.operstate, state.deleted, state.stateJob], [operstate, deleted, stateJobId]);
    }
    const began = performance.now();
    for (const seed of SEEDS)
      assert.deepEqual(fold(shuffled(events, seededRandom(seed))), reference, `seed ${seed}`);
    t.diagnostic(
      `${SEEDS.length} shuffles of ${events.length} events took ${Math.round(performance.now() - began)} ms`,
    );
  });

  await t.test(
    'told once more, hours late and shuffled, they change nothing and none is refused',
    async () => {
      const bus = await run.cloud.running().cloud.contextFor('dispatcher').bus();
      const again = shuffled(run.events, seededRandom(RUN_SEED));
      for (const message of again) await bus.publish({ ...message, id: randomUUID(), lane: randomUUID() });
      const end = { ...run.events[0]!, id: randomUUID() };
      await bus.publish(end);
      await until(async () => (await waiting(run.cloud)) === 0, 60_000);
      assert.deepEqual(await bus.deadLetters('snf-events-op', 10), []);
      assert.deepEqual(await rowsOf(run), rows);
      assert.deepEqual(await settled(run), charged);
    },
  );

  await t.test('a run whose events come so from the beginning ends as the undisturbed one', async () => {
    let network: RoughPublisher<Message> | undefined;
    const rough = await live(t, async (cloud) => {
      const bus = await cloud.running().cloud.contextFor('dispatcher').bus();
      network = new RoughPublisher(
        (message, copy) => bus.publish({ ...message, id: `${message.id}-${copy}`, lane: randomUUID() }),
        seededRandom(RUN_SEED),
      );
      return async (message) => network!.send(message);
    });
    await rough.cloud.ganeti.quiet();
    await network!.quiet();
    await until(async () => (await waiting(rough.cloud)) === 0, 60_000);
    assert.deepEqual(await rowsOf(rough), rows, `FAULT_SEED=${RUN_SEED}`);
    assert.deepEqual(await settled(rough), charged);
    const bus = await rough.cloud.running().cloud.contextFor('dispatcher').bus();
    assert.deepEqual(await bus.deadLetters('snf-events-op', 10), []);
  });
});

/** Messages that no consumer has settled. */
async function waiting(cloud: ComputeCloud): Promise<number> {
  const client = new Client({ connectionString: cloud.databaseUrl('queue') });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('select count(*) from bus_messages');
    return Number(rows[0]!.count);
  } finally {
    await client.end();
  }
}
