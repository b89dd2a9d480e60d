import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { COMPUTE_PREFIX } from '#contract/compute';
import type { GraphsReply, StatisticsReply } from '#contract/statistics';
import type { GraphName } from '#compute/domain/statistics/graphs';
import { drawGraph } from '#compute/domain/statistics/statistics';
import { makeImage, runningServer, sharedComputeCloud } from '../kit/compute-cloud.ts';
import { measuredBusy } from '../kit/measured.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('statistics');

/** The dots of a picture of ours: its rows, each after a byte for its filter. */
function dotsOf(png: Buffer): { width: number; height: number; rows: Buffer } {
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  assert.equal(rows.length, (width * 3 + 1) * height);
  return { width, height, rows };
}

test('how busy a server is', async (t) => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const stranger = await cloud.owner();
  const { id } = await runningServer(owner, await makeImage(owner));
  const server = `${COMPUTE_PREFIX}/servers/${id}`;
  const stats = async (): Promise<GraphsReply['stats']> =>
    ((await owner.get(`${server}/stats`)).json as GraphsReply).stats;
  const pathOf = (url: string): string => new URL(url).pathname;
  t.after(() => delete cloud.ganeti.statistics);

  await t.test('where the back end measures nothing, that is said and nothing is made up', async () => {
    const reply = await owner.get(`${server}/statistics?period=year`);
    assert.deepEqual(reply.json, { statistics: { kept: false, period: 'year' } });
    assert.equal((await owner.get(pathOf((await stats()).cpuBar))).status, 404);
  });

  cloud.ganeti.statistics = (_name, period) => measuredBusy(period);

  await t.test('its owner reads it as numbers, and nobody else does', async () => {
    const { json } = await owner.get(`${server}/statistics`);
    const { statistics } = json as StatisticsReply;
    assert.ok(statistics.kept);
    assert.equal(statistics.period, 'day');
    assert.equal(statistics.cpu.at(-1), 0.5);
    assert.equal((await stranger.get(`${server}/statistics`)).status, 404);
    assert.equal((await stranger.get(`${server}/stats`)).status, 404);
    assert.equal((await cloud.anonymous.get(`${server}/stats`)).status, 401);
    assert.equal((await owner.get(`${server}/statistics?period=week`)).status, 400);
    assert.deepEqual([(await stats()).serverRef, (await stats()).refresh], [id, 60]);
  });

  await t.test('the pictures of the original are drawn for whoever has the address', async () => {
    const { cpuBar, cpuTimeSeries, netBar, netTimeSeries } = await stats();
    for (const [url, wide] of [
      [cpuBar, 210],
      [netBar, 210],
      [cpuTimeSeries, 480],
      [netTimeSeries, 480],
      [cpuTimeSeries.replace('cpu-ts', 'cpu-ts-w'), 480],
      [netTimeSeries.replace('net-ts', 'net-ts-w'), 480],
    ] as const) {
      const reply = await cloud.anonymous.get(pathOf(url));
      assert.deepEqual([reply.status, reply.headers['content-type']], [200, 'image/png'], url);
      const [, graph, token] = /v1.0\/([\w-]+)\/(.+)$/.exec(url)!;
      assert.equal(dotsOf(await drawGraph(cloud.compute, graph as GraphName, token!)).width, wide);
    }
    const token = pathOf(cpuBar).split('/').at(-1)!;
    const { width, rows } = dotsOf(await drawGraph(cloud.compute, 'cpu-bar', token));
    const dot = (x: number): number => rows.readUIntBE((width * 3 + 1) * 5 + 1 + x * 3, 3);
    assert.deepEqual([dot(10), dot(33), dot(40)], [0x4a9a3c, 0x4a9a3c, 0xdddddd], 'half of the bar is green');
  });

  await t.test(
    'T-C16 the address of a picture is good for an hour, for this server and picture only',
    async () => {
      const token = pathOf((await stats()).cpuBar)
        .split('/')
        .at(-1)!;
      const [, expiry, signature] = token.split('.');
      const statusOf = async (graph: string, text: string): Promise<number> =>
        (await cloud.anonymous.get(`/cyclades/stats/v1.0/${graph}/${text}`)).status;
      assert.equal(await statusOf('cpu-bar', token), 200);
      assert.equal(await statusOf('net-bar', token), 403, 'another picture');
      assert.equal(await statusOf('cpu-bar', `${id + 1}.${expiry}.${signature}`), 403, 'another server');
      assert.equal(await statusOf('cpu-bar', `${id}.${Number(expiry) + 1}.${signature}`), 403, 'longer');
      assert.equal(await statusOf('cpu-bar', `${token.slice(0, -2)}AA`), 403, 'made up');
      assert.equal(await statusOf('cpu-bar', 'x'.repeat(60)), 403);
      for (const [minutes, fits] of [
        [59, true],
        [61, false],
        [-5, false],
      ] as const) {
        const clock = { ...cloud.compute.clock, now: () => new Date(Date.now() + minutes * 60_000) };
        const drawn = drawGraph({ ...cloud.compute, clock }, 'cpu-bar', token);
        if (fits) await drawn;
        else await assert.rejects(drawn, { code: 'graph_refused' }, `${minutes} minutes later`);
      }
    },
  );

  await t.test('a back end that does not answer is told as that', async () => {
    cloud.ganeti.faults = { dead: true };
    assert.equal((await owner.get(`${server}/statistics`)).status, 503);
    cloud.ganeti.faults = {};
  });
});

test('every address of statistics was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
