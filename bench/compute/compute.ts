import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

import { EVENT_EXCHANGE, eventKey } from '#contract/ganeti-events';
import type { Bus } from '#platform/bus';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import { silentLog } from '#platform/telemetry/log';
import type { CloudProcess } from '../cloud-process.ts';
import { drive } from '../load.ts';
import { databaseUrl } from '../servers.ts';
import { processorSeconds } from '../uploads.ts';
import type { Note } from '../quota/quota.ts';
import { withClusters } from './clusters.ts';
import { copyServer, firstServer, newServerBody } from './many-servers.ts';

const SERVERS = '/cyclades/compute/v2.0/servers';
const BACKENDS = 8;
/** Servers in the whole cloud; every user has twenty. */
const SIZES = [1_000, 10_000, 50_000];
const EACH = 20;
const LONG_LIST = 1_000;
const ROUNDS = 15;
const CREATIONS = 600;
const EVENTS = 20_000;

/** What compute does with many servers on back ends that answer at once. */
export async function measureCompute(cloud: CloudProcess, note: Note): Promise<void> {
  const account = cloud.account();
  const body = await newServerBody(cloud, account);
  if (body === undefined) return note('compute with many servers', 'no image here');
  const database = new Client({ connectionString: await databaseUrl(cloud, 'compute') });
  const identity = new Client({ connectionString: await databaseUrl(cloud, 'identity') });
  const queue = new Client({ connectionString: await databaseUrl(cloud, 'queue') });
  await Promise.all([database.connect(), identity.connect(), queue.connect()]);
  const bus = await openPostgresBus({ url: await databaseUrl(cloud, 'queue'), log: silentLog });
  try {
    await identity.query(`update holdings set upper_limit = 1e18 where resource like 'cyclades.%'`);
    await withClusters(cloud, BACKENDS, async (clusters) => {
      for (const cluster of clusters) cluster.publish = (message) => bus.publish(message);
      const pattern = await firstServer(cloud, account, body);
      let stand = 1;
      for (const size of SIZES) {
        await copyServer(database, clusters, { of: pattern, count: size - stand, each: EACH });
        stand = size;
        await measureLists(cloud, database, { size, note });
        await measureCreations(cloud, { size, body, note });
        stand += CREATIONS;
        await measureEvents(cloud, { database, queue, bus, size, note });
      }
    });
  } finally {
    await bus.stop();
    await Promise.all([database.end(), identity.end(), queue.end()]);
  }
}

/** The caller has so many of the servers there are. */
async function measureLists(
  cloud: CloudProcess,
  database: Client,
  { size, note }: { size: number; note: Note },
): Promise<void> {
  const { uuid, token } = cloud.account();
  for (const [mine, aim] of [
    [EACH, 'under 20 ms'],
    [LONG_LIST, 'under 60 ms'],
  ] as const) {
    if (mine > size) continue;
    await database.query(
      'create temporary table lent as select id, user_id from servers where user_id <> $1 limit $2',
      [uuid, mine],
    );
    await database.query('update servers set user_id = $1 where id in (select id from lent)', [uuid]);
    const times: number[] = [];
    const before = processorSeconds(cloud.pid);
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      const reply = await fetch(`${cloud.url}${SERVERS}/detail`, { headers: { 'x-auth-token': token } });
      await reply.arrayBuffer();
      if (reply.status !== 200) throw new Error(`servers/detail: ${reply.status}`);
      times.push(performance.now() - began);
    }
    const processorMs = ((processorSeconds(cloud.pid) - before) * 1000) / ROUNDS;
    await database.query('update servers s set user_id = lent.user_id from lent where lent.id = s.id');
    await database.query('drop table lent');
    note(
      `servers/detail of ${mine} among ${size}`,
      `${times.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)]!.toFixed(1)} ms, ${processorMs.toFixed(1)} ms of CPU`,
      aim,
    );
  }
}

async function measureCreations(
  cloud: CloudProcess,
  { size, body, note }: { size: number; body: string; note: Note },
): Promise<void> {
  const before = processorSeconds(cloud.pid);
  const { perSecond, p99Ms, total } = await drive(cloud, {
    connections: 16,
    requests: CREATIONS,
    method: 'POST',
    path: () => SERVERS,
    headers: { 'x-auth-token': cloud.account().token, 'content-type': 'application/json' },
    body: () => body,
  });
  const processorMs = ((processorSeconds(cloud.pid) - before) * 1000) / total;
  note(
    `servers created, 16 at once, among ${size}`,
    `${perSecond.toFixed(0)}/s, p99 ${p99Ms} ms, ${processorMs.toFixed(1)} ms of CPU each`,
    '150/s accepted',
  );
}

/** News of jobs, four a server, from the moment the first is published until all were taken in. */
async function measureEvents(
  cloud: CloudProcess,
  {
    database,
    queue,
    bus,
    size,
    note,
  }: { database: Client; queue: Client; bus: Bus; size: number; note: Note },
): Promise<void> {
  const { rows } = await database.query<{ id: number; clustername: string }>(
    `select s.id, b.clustername from servers s join backends b on b.id = s.backend_id
     where s.operstate = 'STARTED' and not s.deleted order by s.id limit $1`,
    [EVENTS / 4],
  );
  const job = 1_000_000 + size * 10;
  while (await isWaiting(queue)) await sleep(200);
  const before = processorSeconds(cloud.pid);
  const began = performance.now();
  let published = 0;
  for (const [at, status] of (['queued', 'waiting', 'running', 'success'] as const).entries())
    for (let from = 0; from < rows.length; from += 256)
      await Promise.all(
        rows.slice(from, from + 256).map(({ id, clustername }) => {
          published += 1;
          return bus.publish(newsOf({ id, clustername, job: job + id, status, at }));
        }),
      );
  const publishedMs = performance.now() - began;
  while (await isWaiting(queue)) await sleep(50);
  const seconds = (performance.now() - began) / 1000;
  const processorMs = ((processorSeconds(cloud.pid) - before) * 1000) / published;
  note(
    `events through queue and dispatcher, among ${size}`,
    `${(published / seconds).toFixed(0)}/s (published in ${(publishedMs / 1000).toFixed(1)} of ${seconds.toFixed(1)} s), ${processorMs.toFixed(2)} ms of CPU each`,
    '5,000/s',
  );
}

function newsOf(news: { id: number; clustername: string; job: number; status: string; at: number }) {
  const instance = `snf-${news.id}`;
  return {
    id: randomUUID(),
    exchange: EVENT_EXCHANGE,
    key: eventKey('op', instance),
    lane: instance,
    body: {
      type: 'ganeti-op-status',
      instance,
      operation: 'OP_INSTANCE_REBOOT',
      status: news.status,
      jobId: news.job,
      cluster: news.clustername,
      event_time: [1_700_000_000, news.at],
      logmsg: null,
      result: null,
      job_fields: {},
    },
  };
}

/** Whether any message was not taken in yet; asked often, so without a count. */
async function isWaiting(queue: Client): Promise<boolean> {
  return ((await queue.query('select from bus_messages limit 1')).rowCount ?? 0) > 0;
}
