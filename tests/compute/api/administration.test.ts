import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AdministeredServersReply,
  COMPUTE_ADMINISTRATION_PREFIX as PREFIX,
} from '#contract/compute-administration';
import { COMPUTE_PREFIX } from '#contract/compute';
import { makeImage, runningServer, settledServer, sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('administration');

test('administrators find the machines of all, and to everybody else there is nothing there', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const admin = coverage.watch(await cloud.admin());
  const image = await makeImage(owner);
  const ids: number[] = [];
  for (const name of ['needle-a', 'needle-b', 'needle-c'])
    ids.push((await runningServer(owner, image, { name })).id);
  for (const path of [`${PREFIX}/servers`, `${PREFIX}/servers/${ids[0]}`, `${PREFIX}/backends`])
    assert.equal((await owner.get(path)).status, 400, path);
  assert.equal((await owner.post(`${PREFIX}/servers/${ids[0]}/action`, { suspend: {} })).status, 400);
  const found = async (query: string): Promise<[number[], number]> => {
    const reply = await admin.get(`${PREFIX}/servers?${query}`);
    assert.equal(reply.status, 200, reply.text);
    const { servers, total } = AdministeredServersReply.parse(reply.json);
    return [servers.map(({ id }) => id), total];
  };
  const [a, b, c] = ids as [number, number, number];
  assert.deepEqual(await found('match=NEEDLE&limit=2'), [[c, b], 3]);
  assert.deepEqual(await found('match=needle&limit=2&offset=2'), [[a], 3]);
  assert.deepEqual(await found(`owner=${owner.uuid}&order=name`), [[a, b, c], 3]);
  assert.deepEqual(await found(`owner=${owner.uuid}&order=name&down=true&status=ACTIVE`), [[c, b, a], 3]);
  assert.deepEqual(await found(`match=${b}&owner=${owner.uuid}`), [[b], 1]);
  assert.deepEqual(await found(`owner=${owner.uuid}&status=STOPPED`), [[], 0]);
  assert.deepEqual(await found(`owner=${owner.uuid}&suspended=true`), [[], 0]);
  assert.deepEqual(await found(`owner=${owner.uuid}&backend=999`), [[], 0]);
  const { backends } = (await admin.get(`${PREFIX}/backends`)).json as {
    backends: { id: number; servers: number; memory: { total: number } }[];
  };
  assert.ok(backends[0]!.servers >= 3 && backends[0]!.memory.total > 0);
});

test('an administrator suspends, stops, starts and destroys a machine of anybody', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const admin = coverage.watch(await cloud.admin());
  const { id } = await runningServer(owner, await makeImage(owner));
  const act = (deed: Record<string, unknown>) => admin.post(`${PREFIX}/servers/${id}/action`, deed);
  const suspended = await act({ suspend: {} });
  assert.equal(suspended.status, 200, suspended.text);
  assert.equal((suspended.json as { server: { suspended: boolean } }).server.suspended, true);
  assert.equal((await owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, { shutdown: {} })).status, 403);
  assert.equal((await act({ shutdown: {} })).status, 200);
  await settledServer(owner, id, 'STOPPED');
  assert.equal((await act({ start: {} })).status, 200);
  await settledServer(owner, id, 'ACTIVE');
  assert.equal((await act({ start: {} })).status, 400);
  assert.equal((await act({})).status, 400);
  assert.equal((await act({ start: {}, suspend: {} })).status, 400);
  assert.equal((await act({ unsuspend: {} })).status, 200);
  assert.equal((await act({ reboot: { type: 'HARD' } })).status, 200);
  await settledServer(owner, id, 'ACTIVE');
  const { activity } = (await owner.get(`${COMPUTE_PREFIX}/servers/${id}/activity`)).json as {
    activity: { user_id: string }[];
  };
  const { uuid } = await cloud.admin();
  assert.equal(activity[0]!.user_id, uuid, 'the owner sees who did it');
  assert.equal((await act({ destroy: {} })).status, 200);
  await settledServer(owner, id, 'DELETED');
  assert.equal((await admin.get(`${PREFIX}/servers/${id}`)).status, 200);
  assert.equal((await admin.get(`${PREFIX}/servers/999999`)).status, 404);
});

test('every address of administration was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
