import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { type ConsoleReply, SCREEN_TICKET_REDEEM_PATH } from '#contract/screen';
import { readBody } from '#contract/transport';
import { openVncDoor, redeemScreenTicket } from '#compute/domain/screens';
import {
  type ComputeCloud,
  makeImage,
  runningServer,
  settledServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import type { TestUser } from '../kit/people.ts';
import { callerOf } from './kit/caller-of.ts';

async function ticketFor(owner: TestUser, id: number): Promise<string> {
  const reply = await owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, { console: { type: 'vnc-ws' } });
  assert.equal(reply.status, 200, reply.text);
  return (reply.json as ConsoleReply).console.ticket!;
}

async function redeemed(cloud: ComputeCloud, ticket: string): Promise<{ status: number; json: unknown }> {
  const context = cloud.running().cloud.contextFor('console');
  const reply = await context.transportTo('compute')({
    method: 'POST',
    path: SCREEN_TICKET_REDEEM_PATH,
    headers: {
      'content-type': 'application/json',
      'x-auth-token': context.secrets.component('cyclades').reveal(),
    },
    body: JSON.stringify({ ticket }),
  });
  return { status: reply.status, json: JSON.parse((await readBody(reply.body)).toString('utf8')) };
}

test('T-W2 R-W1 a ticket opens one screen, once, soon, for one run of one server', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const { id } = await runningServer(owner, image);

  const ticket = await ticketFor(owner, id);
  assert.match(ticket, /^[A-Za-z0-9_-]{43}$/);
  const answers = await Promise.all([
    redeemed(cloud, ticket),
    redeemed(cloud, ticket),
    redeemed(cloud, ticket),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status).sort(),
    [200, 403, 403],
    'of three at once one gets in',
  );
  assert.deepEqual(answers.find(({ status }) => status === 200)?.json, {
    server: id,
    user: owner.uuid,
    credential: hash('sha256', owner.token, 'base64url'),
    instance: `snf-${id}`,
    socketPath: `/run/screens/snf-${id}.vnc`,
  });
  assert.equal((await redeemed(cloud, 'x'.repeat(43))).status, 403);

  const old = await ticketFor(owner, id);
  const later = { ...cloud.compute.clock, now: () => new Date(Date.now() + 31_000) };
  await assert.rejects(redeemScreenTicket({ ...cloud.compute, clock: later }, old), {
    code: 'ticket_refused',
  });

  const before = await ticketFor(owner, id);
  assert.equal((await owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, { shutdown: {} })).status, 202);
  await settledServer(owner, id, 'STOPPED');
  assert.equal((await owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, { start: {} })).status, 202);
  await settledServer(owner, id, 'ACTIVE');
  assert.equal((await redeemed(cloud, before)).status, 403, 'it was for the run before');

  const last = await ticketFor(owner, id);
  assert.equal((await owner.delete(`${COMPUTE_PREFIX}/servers/${id}`)).status, 204);
  await settledServer(owner, id, 'DELETED');
  assert.equal((await redeemed(cloud, last)).status, 403, "a destroyed server's ticket opens nothing");
  const rows = await cloud.db.selectFrom('screen_tickets').selectAll().execute();
  assert.equal(
    JSON.stringify(rows, (_key, value: unknown) => String(value)).includes(last),
    false,
    'only hashes are kept',
  );
});

test('T-V10 plain VNC is offered where the operator opened its door, and what keeps it from opening is told', async (t) => {
  const cloud = await startComputeCloud(t, {
    roles: ['identity', 'object', 'compute', 'dispatcher', 'gateway', 'console'],
    settings: { VNC_DOOR_ADDRESS: '127.0.0.1' },
  });
  const owner = await cloud.owner();
  const { id } = await runningServer(owner, await makeImage(owner));
  const act = (body: Record<string, unknown>) => owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, body);
  // The simulated cluster has no screens.
  const plain = await act({ console: { type: 'vnc' } });
  assert.deepEqual([plain.status, plain.headers['x-fault-code']], [503, 'vnc_door_closed']);
  assert.equal((await act({ 'os-getVNCConsole': { type: 'xvpvnc' } })).status, 503);
  const port = 25_123;
  cloud.compute.vncDoor!.open = () => Promise.resolve(port);
  const opened = await openVncDoor(cloud.compute, callerOf(owner), id, '192.0.2.1');
  assert.deepEqual([opened.host, opened.port, opened.password.length], ['127.0.0.1', port, 8]);
  assert.equal((await act({ console: { type: 'vnc-ws' } })).status, 200);
});
