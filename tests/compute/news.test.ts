import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type OpStatusEvent, OpStatusEvent as OpStatus, ProgressEvent } from '#contract/ganeti-events';
import { EVENT_EXCHANGE } from '#contract/ganeti-events';
import { applyJobEvent, applyProgress } from '#compute/domain/servers/events';
import { COMPUTE_PREFIX } from '#contract/compute';
import { until } from '../kit/until.ts';
import {
  type ComputeCloud,
  expectUsage,
  makeImage,
  makeServer,
  runningServer,
  settledServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { checkInvariants } from './kit/invariants.ts';
import type { TestUser } from '../kit/people.ts';

/** Everything of a server that is a matter of its state; times and numbers of rows are not. */
async function stateOfServer(cloud: ComputeCloud, owner: TestUser, id: number): Promise<unknown> {
  const { updated: _updated, diagnostics: _newest, ...server } = await showServer(owner, id);
  const { store } = cloud.compute;
  const row = (await store.servers.find(id))!;
  const diagnostics = (await store.diagnostics.of(id))
    .map(({ eventKey, message }) => [message, eventKey])
    .sort();
  const intents = await cloud.db
    .selectFrom('intents')
    .select(['action', 'state'])
    .where('server_id', '=', id)
    .orderBy('action')
    .execute();
  return {
    server,
    charged: row.charged,
    operstate: row.operstate,
    stateJob: row.stateJobId,
    diagnostics,
    intents,
  };
}

test('R-D1 a recorded life of a server, told in any order and many times, ends the same', async (t) => {
  const roles = ['identity', 'object', 'compute', 'gateway'] as const; // nobody dispatches: the test does
  const cloud = await startComputeCloud(t, { roles });
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const lives: { id: number; events: unknown[] }[] = [];
  for (let round = 0; round < 4; round += 1) lives.push(await recordLife(cloud, owner, image, round));
  const [reference, ...others] = lives;
  for (const event of reference!.events) await tell(cloud, event);
  const expected = normal(await stateOfServer(cloud, owner, reference!.id), reference!.id);
  await expectUsage(owner, await sumOfCharges(cloud));
  for (const [index, { id, events }] of others.entries()) {
    const many = [...events, ...events, ...events];
    const [order] = fc.sample(fc.shuffledSubarray(many, { minLength: many.length }), {
      numRuns: 1,
      seed: 7 + index,
    });
    for (const event of order!) await tell(cloud, event);
    await checkInvariants(cloud);
    assert.deepEqual(normal(await stateOfServer(cloud, owner, id), id), expected, `shuffle ${index}`);
  }
  await expectUsage(owner, await sumOfCharges(cloud));

  await t.test('of ends that come together one that cannot be is refused alone', async () => {
    const ends = lives.map(({ id, events }) => ({ id, end: OpStatus.parse(events.at(-1)) }));
    const told = ends.map(({ end }, index) =>
      tell(cloud, {
        ...end,
        jobId: end.jobId + 1,
        ...(index === 0
          ? { operation: 'OP_INSTANCE_SET_PARAMS', job_fields: { beparams: { vcpus: 99 } } }
          : { operation: 'OP_INSTANCE_STARTUP' }),
      }),
    );
    const outcomes = await Promise.allSettled(told);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    );
    const statuses = await Promise.all(ends.map(async ({ id }) => (await showServer(owner, id)).status));
    assert.deepEqual(statuses, ['STOPPED', 'ACTIVE', 'ACTIVE', 'ACTIVE']);
  });
});

/** The life that the back end has seen, whose events are kept back: made, shut down and started behind compute's back. */
async function recordLife(
  cloud: ComputeCloud,
  owner: TestUser,
  image: string,
  round: number,
): Promise<{ id: number; events: unknown[] }> {
  const from = cloud.ganeti.published.length;
  cloud.ganeti.publish = async () => undefined;
  const { id } = await makeServer(owner, image, { name: 'life' });
  const name = `snf-${id}`;
  await until(() => cloud.ganeti.published.length - from >= 4);
  await cloud.ganeti.quiet();
  const { store } = cloud.compute;
  await until(async () => (await store.intents.openOf(id))[0]?.jobId !== null);
  await cloud.ganeti.progress(name, { type: 'image-copy-progress', progress: 40 });
  await cloud.ganeti.progress(name, { type: 'image-copy-progress', progress: 100 });
  await cloud.ganeti.progress(name, {
    type: 'image-helper',
    subtype: 'task-start',
    task: 'FixPartitionTable',
  });
  await cloud.ganeti.progress(name, { type: 'image-warning', messages: ['no swap', 'really'] });
  const events = cloud.ganeti.published.slice(from).map(({ body }) => body);
  const create = OpStatus.parse(events.find((event) => (event as { status?: string }).status === 'success'));
  const later = (operation: string, jobId: number): OpStatusEvent[] =>
    (['running', 'success'] as const).map((status) => ({
      ...create,
      operation,
      jobId,
      status,
      instance_nics: undefined,
    }));
  const base = create.jobId + 1000 * (round + 1);
  return {
    id,
    events: [
      ...events,
      ...later('OP_INSTANCE_SHUTDOWN', base + 1),
      ...later('OP_INSTANCE_STARTUP', base + 2),
      ...later('OP_INSTANCE_SHUTDOWN', base + 3),
    ],
  };
}

async function tell({ compute }: ComputeCloud, event: unknown): Promise<void> {
  const { type } = event as { type: string };
  if (type === 'ganeti-op-status') await applyJobEvent(compute, OpStatus.parse(event));
  else await applyProgress(compute, ProgressEvent.parse(event));
}

/** Without the numbers that differ between servers. */
function normal(state: unknown, id: number): unknown {
  const text = JSON.stringify(state, (key, value: unknown) =>
    ['id', 'created', 'volumes', 'attachments', 'SNF:port_forwarding', 'links', 'mac_address'].includes(key)
      ? key
      : typeof value === 'bigint'
        ? String(value % 1000n)
        : value,
  );
  return JSON.parse(
    text
      .replaceAll(`snf-${id}`, 'snf-N')
      .replaceAll(/"[0-9a-f]{64}"/g, '"event"')
      .replaceAll(/"stateJob":"\d+"/g, '"stateJob":0')
      .replaceAll(/intent:[0-9a-f-]{36}/g, 'intent'),
  );
}

async function sumOfCharges({ compute: { store } }: ComputeCloud): Promise<Record<string, bigint>> {
  const sum: Record<string, bigint> = {};
  for (const { charged } of (await store.servers.listed({ deleted: false }, { conditions: [], limit: 1000 }))
    .rows) {
    for (const [resource, amount] of Object.entries(charged)) {
      if (!resource.includes('total')) sum[resource] = (sum[resource] ?? 0n) + BigInt(amount);
    }
  }
  return sum;
}

test('T-D2 T-D3 T-D7 forged and broken messages change nothing and end as dead letters, others flow on', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const server = await runningServer(owner, image);
  const name = `snf-${server.id}`;
  const bus = await cloud.running().cloud.contextFor('dispatcher').bus();
  const key = 'ganeti.snf.event.op';
  const genuine = {
    type: 'ganeti-op-status',
    instance: name,
    operation: 'OP_INSTANCE_REMOVE',
    status: 'success',
    jobId: 9_999,
    cluster: cloud.ganeti.clustername,
    event_time: [1_795_000_000, 0],
    logmsg: null,
    result: null,
    job_fields: {},
  };
  const bad: unknown[] = [
    { ...genuine, cluster: 'elsewhere.example.org' },
    { ...genuine, status: 'finished' },
    { ...genuine, jobId: 'many' },
    { ...genuine, event_time: 'now' },
    { ...genuine, instance: undefined },
    [],
    null,
  ];
  for (const body of bad)
    await bus.publish({ id: randomUUID(), exchange: EVENT_EXCHANGE, key, body, lane: randomUUID() });
  await until(async () => (await bus.deadLetters('snf-events-op', 100)).length === bad.length);
  const letters = await bus.deadLetters('snf-events-op', 100);
  assert.ok(letters.every(({ reason }) => reason !== ''));
  assert.ok(letters.some(({ reason }) => reason.includes('elsewhere.example.org')));

  // A removal that the cluster itself denies is not believed, however often it is told.
  await assert.rejects(applyJobEvent(cloud.compute, OpStatus.parse(genuine)), /still there/);
  // Altered input of an error event is not what is sent again: nothing is.
  const jobs = cloud.ganeti.jobs.length;
  const altered = {
    ...genuine,
    operation: 'OP_INSTANCE_CREATE',
    status: 'error',
    jobId: 1,
    job_fields: { instance_name: 'snf-1', os_type: 'evil' },
  };
  await applyJobEvent(cloud.compute, OpStatus.parse(altered));
  assert.equal(cloud.ganeti.jobs.length, jobs);
  // Names that are not ours, or not quite, are ignored.
  for (const instance of [
    'other-1',
    'snf-0',
    `${name}/../snf-1`,
    'snf-',
    'snf-1e3',
    'snf-99999999999999999999',
    `snf-${server.id} `,
  ]) {
    await applyJobEvent(cloud.compute, OpStatus.parse({ ...genuine, instance }));
  }
  await bus.publish({
    id: randomUUID(),
    exchange: EVENT_EXCHANGE,
    key: 'ganeti.snf.event.progress',
    body: { type: 'image-copy-progress', instance: name, event_time: [1, 1], progress: -1 },
  });
  await until(async () => (await bus.deadLetters('snf-events-progress', 10)).length === 1);
  const { updated: _a, ...after } = await showServer(owner, server.id);
  const { updated: _b, ...before } = server;
  assert.deepEqual(after, before);
  assert.equal(
    (await owner.post(`${COMPUTE_PREFIX}/servers/${server.id}/action`, { shutdown: {} })).status,
    202,
  );
  await settledServer(owner, server.id, 'STOPPED');
});

test('T-D8 words of helpers and guests reach the owner as plain text, and not without end', async (t) => {
  const cloud = await startComputeCloud(t, {
    roles: ['identity', 'object', 'compute', 'gateway'],
    reconciles: false,
  });
  const owner = await cloud.owner();
  const { id } = await makeServer(owner, await makeImage(owner));
  const say = (messages: string | string[], extra = {}) =>
    applyProgress(
      cloud.compute,
      ProgressEvent.parse({
        type: 'image-error',
        instance: `snf-${id}`,
        event_time: [1, 1],
        messages,
        ...extra,
      }),
    );
  await say('\u001b]0;owned\u0007<script>alert(1)</script>\u0000');
  const [first] = (await owner.get(`${COMPUTE_PREFIX}/servers/${id}/diagnostics`)).json as {
    message: string;
  }[];
  assert.equal(first?.message, ']0;owned<script>alert(1)</script>');
  await say('x'.repeat(10_000), { stderr: 'e'.repeat(60_000) });
  for (let round = 0; round < 250; round += 1) await say(`remark ${round}`);
  const list = (await owner.get(`${COMPUTE_PREFIX}/servers/${id}/diagnostics`)).json as { message: string }[];
  assert.equal(list.length, 200);
  assert.ok(list.every(({ message }) => message.length <= 255));
});
