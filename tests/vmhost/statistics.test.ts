import assert from 'node:assert/strict';
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { InstanceStatistics } from '#contract/statistics';
import { systemClock } from '#platform/clock';
import { addSample, readStatistics, type Sample } from '#vmhost/statistics/rounds';
import { diskTotals } from '#vmhost/statistics/totals';
import { until } from '../kit/until.ts';
import { cannotBoot, createBody, machinesOf, startHost, testDirectory } from './kit/host.ts';

const NOON = Date.UTC(2026, 10, 30, 12) / 1000;

async function emptyFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'snf-rounds-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'machine.rounds');
}

const sample = (cpu: number, changes: Partial<Sample['values']> = {}): Sample => ({
  seconds: 20,
  values: { cpu: { cpu }, memory: { memory: 1000 }, ...changes },
});

test('what was measured is told as averages of an hour, a day, a month and a year, with gaps where nothing is known', async (t) => {
  const file = await emptyFile(t);
  const network = { network: { network_received: 500, network_sent: 50 } };
  await addSample(file, NOON - 3600 * 30, sample(1));
  await addSample(file, NOON, sample(0.2));
  await addSample(file, NOON + 20, sample(0.4, network));
  const [hour, day, month, year] = await Promise.all(
    (['hour', 'day', 'month', 'year'] as const).map((period) => readStatistics(file, period, NOON + 30)),
  );
  assert.deepEqual([hour?.cpu.at(-1), hour?.cpu.at(-2), hour?.cpu.length, hour?.step], [0.3, null, 60, 60]);
  assert.equal(hour!.start + 59 * 60, NOON);
  assert.deepEqual([day?.cpu.at(-1), day?.cpu.length, day?.cpu.filter(Boolean).length], [0.3, 288, 1]);
  assert.deepEqual(month?.cpu.filter(Boolean), [1, 0.3]);
  assert.deepEqual(year?.cpu.filter(Boolean), [1, 0.3]);
  assert.deepEqual(
    [day?.network_received.at(-1), day?.network_sent.at(-1)],
    [500, 50],
    'over what was known',
  );
  assert.equal(day?.disk_read.at(-1), null);
});

test('a year of samples takes no more room than a day, and neither a clock that jumps nor a torn write spoils what is told', async (t) => {
  const file = await emptyFile(t);
  for (let at = NOON - 400 * 86_400; at < NOON; at += 350_003) await addSample(file, at, sample(0.5));
  assert.ok((await stat(file)).size <= 128 * 1024);
  await addSample(file, NOON + 20 * 365 * 86_400, sample(1));
  await addSample(file, NOON, sample(0.25));
  const torn = await open(file, 'r+');
  await torn.write(Buffer.alloc(30, 0xff), 0, 30, 44 * 7);
  await torn.close();
  for (const period of ['hour', 'day', 'month', 'year'] as const) {
    const { cpu } = await readStatistics(file, period, NOON + 1);
    assert.ok(
      cpu.every((value) => value === null || (value >= 0.25 && value <= 0.5)),
      period,
    );
  }
  assert.equal((await readStatistics(file, 'hour', NOON + 1)).cpu.at(-1), 0.25);
  assert.equal((await readStatistics(`${file}.none`, 'day', NOON)).cpu.length, 288);
});

test('T-V11 an answer about disks that is none is taken for none', () => {
  const disk = { stats: { rd_bytes: 5, wr_bytes: 7 } };
  assert.deepEqual(diskTotals([disk, disk]), { in: 10, out: 14 });
  for (const bad of [
    null,
    {},
    [{}],
    [{ stats: { rd_bytes: -1, wr_bytes: 0 } }],
    Array(100).fill(disk),
    2n ** 70n,
  ])
    assert.equal(diskTotals(bad), undefined);
});

test('a machine that runs is measured, one that is stopped is not, and nothing stays of one that is removed', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const hurried = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 80, signal),
  };
  const directory = await testDirectory(t);
  const { rapi } = await startHost(directory, {}, directory, hurried);
  assert.equal(
    (await rapi.run('POST', '/2/instances', createBody('snf-1', null, { disks: [{ name: 'v', size: 4 }] })))
      .status,
    'success',
  );
  const told = async (): Promise<InstanceStatistics> =>
    (await rapi.call('GET', '/2/instances/snf-1/statistics?period=hour')).json as InstanceStatistics;
  const last = (list: (number | null)[]): number => list.findLast((value) => value !== null) ?? -1;
  await until(async () => last((await told()).memory) > 0, 20_000);
  const { cpu, memory, disk_read, network_sent } = await told();
  assert.ok(last(cpu) >= 0 && last(cpu) <= 1);
  assert.ok(last(memory) > 4 * 1024 * 1024, 'more than nothing');
  assert.ok(last(disk_read) >= 0);
  const [machine] = await machinesOf(directory);
  const hasWayOut = machine!.arguments.some((word) => word.includes('"restrict":false'));
  assert.equal(last(network_sent) >= 0, hasWayOut, 'what cannot be known is not told as nothing');
  assert.equal((await rapi.call('GET', '/2/instances/snf-1/statistics?period=week')).status, 400);
  assert.equal((await rapi.call('GET', '/2/instances/snf-2/statistics')).status, 404);
  assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
  await until(async () => (await readdir(join(directory, 'vmhost', 'statistics'))).length === 0);
});
