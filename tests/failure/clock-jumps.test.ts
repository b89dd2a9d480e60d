import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { sql } from 'kysely';
import { z } from 'zod';
import { COMPUTE_PREFIX } from '#contract/compute';
import { forgetDocuments } from '#compute/domain/servers/one-time-document';
import { makeScreenTicket, redeemScreenTicket } from '#compute/domain/screens';
import { cleanUp } from '#identity/jobs/clean-up';
import { testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { collectBlocks } from '#object/domain/blocks/collect-blocks';
import { recoverCommissions } from '#platform/quota/recovery';
import { takeSpace } from '../object/kit/start-object.ts';
import { objectRole } from '#object/service';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import { testClock } from '#platform/clock';
import { ClockWatch } from '#platform/clock-watch';
import { noKillPoint } from '#platform/faults';
import { defineJob } from '#platform/jobs/define-job';
import { JobStore } from '#platform/jobs/job-store';
import { migrateJobs, startJobs } from '#platform/jobs/run-jobs';
import { createLog, silentLog } from '#platform/telemetry/log';
import { makeImage, runningServer, startComputeCloud } from '../compute/kit/compute-cloud.ts';
import { PASSWORD, startIdentity } from '../identity/identity-kit.ts';
import { COMPONENT_TOKENS, pair } from '../identity/open-identity.ts';

const HOUR_MS = 3_600_000;
const TEN_YEARS_MS = 10 * 365 * 24 * HOUR_MS;
const SESSION = '/astakos/ui/session';
const COMMISSIONS = '/astakos/account/v1.0/commissions';

test('T-F8 ten years ahead and back again, no session, token or answered call of identity is lost', async (t) => {
  const clock = testClock(new Date());
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('ada@example.org');
  const logIn = await identity.call('POST', SESSION, { body: { email: ada.email, password: PASSWORD } });
  const cookie = [logIn.headers['set-cookie']]
    .flat()
    .map((one) => String(one).split(';', 1)[0])
    .join('; ');
  const issue = async (): Promise<unknown> => {
    const body = { provisions: pair(ada, 'cyclades.vm', 1) };
    const headers = { 'idempotency-key': 'once' };
    return (await identity.call('POST', COMMISSIONS, { token: COMPONENT_TOKENS.cyclades, body, headers }))
      .json;
  };
  const session = async () => (await identity.call('GET', SESSION, { headers: { cookie } })).status;
  const token = async () =>
    (await identity.call('GET', '/astakos/account/v1.0/quotas', { token: ada.token })).status;
  const answered = await issue();

  clock.jump(TEN_YEARS_MS);
  assert.deepEqual([await session(), await token()], [401, 401]);
  for (let minute = 0; minute < 60; minute += 1) {
    clock.advance(60_000);
    await cleanUp(identity.service);
  }
  clock.jump(-TEN_YEARS_MS);
  assert.deepEqual([await session(), await token()], [200, 200]);
  assert.deepEqual(await issue(), answered, 'the same call is charged once');
  await cleanUp(identity.service);

  clock.advance(31 * 24 * HOUR_MS);
  await cleanUp(identity.service);
  assert.deepEqual([await session(), await token()], [401, 401], 'what is really old ends');
});

test('T-F8 a jump gives guesses one new budget at most, and delays nobody for longer than without it', async (t) => {
  const clock = testClock(new Date());
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('ada@example.org');
  const guesses = async (): Promise<number> => {
    let looked = 0;
    for (let round = 0; round < 15; round += 1) {
      const body = { email: ada.email, password: 'guess' };
      if ((await identity.call('POST', SESSION, { body })).status === 401) looked += 1;
      clock.advance(20_000);
    }
    return looked;
  };
  for (const jump of [HOUR_MS, -HOUR_MS, TEN_YEARS_MS, -TEN_YEARS_MS]) {
    clock.jump(jump);
    assert.ok((await guesses()) <= 10, `after ${jump}`);
    const body = { email: ada.email, password: PASSWORD };
    const { headers } = await identity.call('POST', SESSION, { body });
    assert.ok(
      Number(headers['retry-after'] ?? 0) <= 15 * 60,
      `after ${jump}: ${String(headers['retry-after'])}`,
    );
  }
});

test('T-F8 documents, tickets and commissions of compute survive jumps of its clock', async (t) => {
  const clock = testClock(new Date());
  const cloud = await startComputeCloud(t, {
    roles: ['identity', 'object', 'compute', 'dispatcher', 'gateway'],
    clock,
  });
  const { compute } = cloud;
  const owner = await cloud.owner();
  const server = await runningServer(owner, await makeImage(owner));
  const caller = {
    user: owner.uuid,
    projects: [owner.uuid],
    defaultProject: owner.uuid,
    groups: [],
    credential: hash('sha256', owner.token, 'base64url'),
  };
  const documents = async (): Promise<number> =>
    (await cloud.db.selectFrom('one_time_documents').select('hash').execute()).length;

  await t.test('a machine that waits for its configuration still gets it', async () => {
    assert.equal(await documents(), 1);
    clock.jump(TEN_YEARS_MS);
    await forgetDocuments(compute);
    clock.jump(-TEN_YEARS_MS);
    await forgetDocuments(compute);
    assert.equal(await documents(), 1);
    clock.advance(25 * HOUR_MS);
    await forgetDocuments(compute);
    assert.equal(await documents(), 0, 'after a steady day it goes');
  });

  await t.test('a ticket lives no longer because the clock was set back', async () => {
    for (const [jump, answer] of [
      [0, 'opens'],
      [HOUR_MS, 'ticket_refused'],
      [-HOUR_MS, 'ticket_refused'],
    ] as const) {
      const ticket = await makeScreenTicket(compute, caller, server.id);
      clock.jump(jump);
      const opened = await redeemScreenTicket(compute, ticket).then(
        () => 'opens',
        ({ code }: { code: string }) => code,
      );
      assert.equal(opened, answer, `after ${jump}`);
    }
  });

  await t.test(
    'a commission of a request under way is not called abandoned, and an abandoned one not for long',
    async () => {
      const pending = async () => (await compute.ledger.holder.pending()).map(({ serial }) => serial);
      for (const jump of [HOUR_MS, TEN_YEARS_MS, -TEN_YEARS_MS, -HOUR_MS]) {
        const serial = await compute.ledger.holder.issue({
          name: 'under way',
          charges: [{ user: owner.uuid, project: owner.uuid, resource: 'cyclades.vm', quantity: 1n }],
          key: `jump ${jump}`,
        });
        clock.jump(jump);
        await recoverCommissions(compute.ledger);
        clock.advance(30_000);
        await recoverCommissions(compute.ledger);
        assert.deepEqual(await pending(), [serial], `after ${jump}`);
        clock.advance(31_000);
        await recoverCommissions(compute.ledger);
        assert.deepEqual(await pending(), [], `after ${jump}`);
      }
    },
  );

  await t.test('a server can be stopped and started as before', async () => {
    for (const [body, status] of [
      [{ shutdown: {} }, 'STOPPED'],
      [{ start: {} }, 'ACTIVE'],
    ] as const) {
      const reply = await owner.post(`${COMPUTE_PREFIX}/servers/${server.id}/action`, body);
      assert.equal(reply.status, 202, reply.text);
      await until(async () => {
        const shown = (await owner.get(`${COMPUTE_PREFIX}/servers/${server.id}`)).json;
        return (shown as { server: { status: string } }).server.status === status;
      });
    }
  });
});

test('T-F8 uploads under way keep their blocks and what they have reserved', async (t) => {
  const clock = testClock(new Date());
  const cloud = await startComputeCloud(t, { roles: ['identity', 'object', 'compute', 'gateway'], clock });
  const { service: storage, close } = await objectRole.open!(cloud.running().cloud.contextFor('object'));
  t.after(close);
  const owner = await cloud.owner();
  const serial = await takeSpace(storage, owner.uuid, 100n);
  await storage.store.quota.reservations.add(serial, {
    aliveUntil: new Date(clock.now().getTime() + 5 * 60_000),
    process: storage.processId,
  });
  const id = await storage.blocks.putBlock(Buffer.from('sent a moment ago'));
  for (const jump of [HOUR_MS, TEN_YEARS_MS, -TEN_YEARS_MS, -HOUR_MS]) {
    clock.jump(jump);
    assert.deepEqual(await recoverCommissions(storage.ledger), { accepted: 0, rejected: 0 }, `after ${jump}`);
    assert.equal((await collectBlocks(storage, HOUR_MS)).trashed, 0, `after ${jump}`);
  }
  assert.ok(await storage.blocks.hasBlock(id));
  clock.advance(2 * HOUR_MS);
  assert.deepEqual(
    await recoverCommissions(storage.ledger),
    { accepted: 0, rejected: 1 },
    'the upload died long ago',
  );
  clock.advance(2 * HOUR_MS);
  assert.equal((await collectBlocks(storage, HOUR_MS)).trashed, 1);
});

test('T-F8 what was put off while the clock of the database was ahead waits for no such time', async (t) => {
  const { url, db } = await testDatabase<unknown>(t, 'queue');
  await t.test('a job', async (t) => {
    await migrateJobs(url);
    let runs = 0;
    const later = defineJob({
      name: 'later',
      payload: z.object({}),
      run: async (_service: object) => void (runs += 1),
    });
    await later.add({ jobs: new JobStore(db) }, {});
    await sql`update jobs._private_jobs set attempts = 1, run_at = now() + interval '10 years'`.execute(db);
    const jobs = await startJobs({ url, service: {}, jobs: [later], log: silentLog, killPoint: noKillPoint });
    t.after(() => jobs.stop());
    await until(() => runs === 1);
  });
  await t.test('a message, and those behind it', async (t) => {
    const bus = await openPostgresBus({ url, log: silentLog });
    t.after(() => bus.stop());
    await bus.declare({ queue: 'q', bindings: [{ exchange: 'e', pattern: '#' }] });
    for (const body of [1, 2]) await bus.publish({ id: String(body), exchange: 'e', key: 'k', body });
    await sql`update bus_messages set attempts = 1, available_at = now() + interval '10 years' where id = '1'`.execute(
      db,
    );
    const seen: unknown[] = [];
    await bus.consume({ queue: 'q', bindings: [] }, async ({ body }) => void seen.push(body));
    await until(() => seen.length === 2);
    assert.deepEqual(seen, [1, 2]);
  });
});

test('T-F8 the log raises an alarm when the clocks of a service and of its database differ by two seconds, or one is set', async (t) => {
  const { db } = await testDatabase<unknown>(t, 'queue');
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const clock = testClock(new Date());
  const log = createLog({ level: 'info', destination });
  const watch = new ClockWatch({ database: db, name: 'compute', clock, log });
  const alarms = async (): Promise<string> => {
    lines.length = 0;
    await watch.compare();
    return lines.join('');
  };
  // The test's clock stands still: it is set anew each time, which is a jump of its own when it is large.
  const setTo = (milliseconds: number): void => clock.jump(Date.now() + milliseconds - clock.now().getTime());
  setTo(0);
  assert.equal(await alarms(), '');
  setTo(1_000);
  assert.equal(await alarms(), '');
  setTo(3_600_000);
  const ahead = await alarms();
  assert.match(ahead, /"seconds":(?:3599|3600),"msg":"the clock was set/);
  assert.match(ahead, /"seconds":(?:3599|3600),"msg":"the clocks of this machine and of the database differ/);
  clock.advance(5);
  assert.match(await alarms(), /differ/, 'as long as they do');
  assert.equal(watch.steadyFor(HOUR_MS), false);
  setTo(-5_000);
  assert.match(await alarms(), /"seconds":5,"msg":"the clocks/);
});
