import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Launch, Launcher } from '#platform/launcher';
import { testClock } from '#platform/clock';
import { QEMU_LOG } from '../launcher/spawn.ts';
import { Deadline } from './deadline.ts';
import { DeployError } from './failure.ts';
import { SECTOR, Sectors } from './sectors.ts';
import { findRoot, readTable } from './survey.ts';
import { Workshop } from './workshop.ts';

const COUNT = 1000;
/** First sector, and how many. */
type Range = readonly [first: number, sectors: number];

function mbr(ranges: readonly Range[], type = 0x83): Buffer {
  const disk = Buffer.alloc(COUNT * SECTOR);
  disk.writeUInt16LE(0xaa55, 510);
  for (const [index, [first, sectors]] of ranges.entries()) {
    disk[446 + index * 16 + 4] = type;
    disk.writeUInt32LE(first, 446 + index * 16 + 8);
    disk.writeUInt32LE(sectors, 446 + index * 16 + 12);
  }
  return disk;
}

function gpt(ranges: readonly Range[]): Buffer {
  const disk = mbr([[1, COUNT - 1]], 0xee);
  const entries = disk.subarray(2 * SECTOR, 2 * SECTOR + ranges.length * 128);
  for (const [index, [first, sectors]] of ranges.entries()) {
    entries.fill(1, index * 128, index * 128 + 32);
    entries.writeBigUInt64LE(BigInt(first), index * 128 + 32);
    entries.writeBigUInt64LE(BigInt(first + sectors - 1), index * 128 + 40);
  }
  const header = disk.subarray(SECTOR, SECTOR + 92);
  header.write('EFI PART', 'latin1');
  header.writeUInt32LE(92, 12);
  header.writeBigUInt64LE(2n, 72);
  header.writeUInt32LE(ranges.length, 80);
  header.writeUInt32LE(128, 84);
  header.writeUInt32LE(crc32(entries), 88);
  header.writeUInt32LE(crc32(header), 16);
  return disk;
}

interface Bench {
  disk: Sectors;
  workshop: Workshop;
  /** Seconds that each tool was given. */
  given: number[];
}

/** A disk, and a workshop whose tools find nothing on it, after so many seconds. */
async function benchWith(t: TestContext, bytes: Buffer, toolSeconds = 1): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'snf-survey-'));
  await writeFile(join(folder, 'disk'), bytes);
  const file = await open(join(folder, 'disk'));
  t.after(async () => {
    await file.close();
    await rm(folder, { recursive: true });
  });
  const clock = testClock();
  const given: number[] = [];
  const start = async ({ args }: Launch): ReturnType<Launcher['start']> => {
    given.push(Number(args[args.indexOf('deploy-filter') + 1]));
    const said = Buffer.from('debugfs: nothing\ndebugfs: is here\n').toString('base64');
    await writeFile(join(folder, QEMU_LOG), said);
    clock.advance(toolSeconds * 1000);
    return { identity: undefined, exited: Promise.resolve(0) };
  };
  const home = { name: 'm', uid: null, folder, launcher: { start } as Launcher };
  const limits = { deadline: new Deadline(clock), fileBytes: bytes.length };
  const { signal } = new AbortController();
  return {
    disk: new Sectors(file, bytes.length),
    workshop: new Workshop(home, 'disk', limits, signal),
    given,
  };
}

test('partitions that share a sector are refused, those side by side are not', async (t) => {
  for (const made of [mbr, gpt]) {
    const { disk } = await benchWith(
      t,
      made([
        [500, 100],
        [100, 100],
        [200, 300],
      ]),
    );
    assert.deepEqual(
      (await readTable(disk))?.partitions.map(({ first, sectors }) => [first, sectors]),
      [
        [500, 100],
        [100, 100],
        [200, 300],
      ],
    );
    for (const ranges of [
      [
        [100, 101],
        [200, 300],
      ],
      [
        [200, 300],
        [100, 500],
      ],
      [
        [100, 100],
        [100, 100],
      ],
    ] as const) {
      const { disk: hostile } = await benchWith(t, made(ranges));
      await assert.rejects(readTable(hostile), new DeployError('Partitions of the disk overlap.'));
    }
  }
});

/** So many partitions with the mark of the ext family. */
function fileSystems(count: number): Buffer {
  const ranges = Array.from({ length: count }, (_, index): Range => [300 + index * 16, 16]);
  const disk = gpt(ranges);
  for (const [first] of ranges) disk.writeUInt16LE(0xef53, (first + 2) * SECTOR + 56);
  return disk;
}

test('the system is looked for in sixteen file systems and no more, unless the image names its partition', async (t) => {
  for (const [count, looks] of [
    [16, 16],
    [17, 16],
    [40, 16],
  ] as const) {
    const { disk, workshop, given } = await benchWith(t, fileSystems(count));
    const found = findRoot(disk, (await readTable(disk))!, workshop, {});
    if (count > 16)
      await assert.rejects(found, { name: 'DeployError', message: /first 16 .* ROOT_PARTITION/ });
    else assert.equal(await found, undefined);
    assert.equal(given.length, looks);
  }
  const { disk, workshop, given } = await benchWith(t, fileSystems(40));
  assert.equal(await findRoot(disk, (await readTable(disk))!, workshop, { ROOT_PARTITION: '40' }), undefined);
  assert.equal(given.length, 1);
});

test('tools of one image have ten minutes in all: each is given two, the last what is left, then none is started', async (t) => {
  const { disk, workshop, given } = await benchWith(t, fileSystems(16), 110);
  const found = findRoot(disk, (await readTable(disk))!, workshop, {});
  await assert.rejects(found, new DeployError('It took longer than 600 seconds.'));
  assert.deepEqual(given, [120, 120, 120, 120, 120, 50]);
});
