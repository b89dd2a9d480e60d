import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { isInstalled, runTool } from '#platform/run-tool';
import { bootSector } from '../../kit/boot-sector.ts';
import { until } from '../../kit/until.ts';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';

const MIB = 1024 * 1024;

test('a qcow2 file is converted when it is registered: the image is the raw disk, beside the file', async (t) => {
  if (!(await isInstalled('qemu-img')))
    return t.skip('*** NOT RUN: no qemu-img. Install with: apt-get install qemu-utils');
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const folder = await mkdtemp(join(tmpdir(), 'snf-qcow2-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const disk = Buffer.alloc(9 * MIB + 512);
  bootSector('converted').copy(disk);
  for (let at = MIB; at < 2 * MIB; at++) disk[at] = (at * 7) % 251;
  disk.write('the end', disk.length - 7);
  await writeFile(join(folder, 'disk.raw'), disk);
  const account = `/pithos/object-store/v1/${owner.uuid}`;
  await owner.put(`${account}/images`);
  const images = `${IMAGE_PREFIX}/images`;
  for (const [name, options] of [
    ['packed', ['-c']],
    ['plain', ['-o', 'compat=0.10']],
  ] as const) {
    const file = join(folder, `${name}.qcow2`);
    await runTool('qemu-img', [
      'convert',
      '-O',
      'qcow2',
      ...options,
      '-f',
      'raw',
      join(folder, 'disk.raw'),
      file,
    ]);
    const bytes = await readFile(file);
    assert.equal((await owner.put(`${account}/images/${name}.qcow2`, bytes)).status, 201);
    const headers = {
      'x-image-meta-name': name,
      'x-image-meta-location': `pithos://${owner.uuid}/images/${name}.qcow2`,
      'x-image-meta-size': String(bytes.length),
    };
    const registered = await owner.post(`${images}/`, undefined, headers);
    assert.equal(registered.status, 200, registered.text);
    const id = registered.headers['x-image-meta-id']!;
    assert.equal(registered.headers['x-image-meta-location'], `pithos://${owner.uuid}/images/${name}.raw`);
    assert.equal(registered.headers['x-image-meta-status'], 'SAVING');
    let head = registered;
    await until(async () => {
      head = await owner.head(`${images}/${id}`);
      return head.headers['x-image-meta-status'] !== 'SAVING';
    }, 30_000);
    assert.equal(head.headers['x-image-meta-status'], 'AVAILABLE', JSON.stringify(head.headers));
    assert.equal(head.headers['x-image-meta-size'], String(disk.length));
    assert.equal(
      ((await owner.get(`${COMPUTE_PREFIX}/images/${id}`)).json as { image: { status: string } }).image
        .status,
      'ACTIVE',
    );
    const raw = await owner.call('GET', `${account}/images/${name}.raw`);
    assert.equal(Buffer.compare(raw.bytes, disk), 0);
    const again = await owner.post(`${images}/`, undefined, headers);
    assert.deepEqual([again.status, /images?\/?.*exists|exists/.test(again.text)], [400, true], again.text);
  }
});

test('T-C1 T-C3 a qcow2 file that cannot or must not be converted is refused at once, with the reason, and leaves nothing', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const account = `/pithos/object-store/v1/${owner.uuid}`;
  await owner.put(`${account}/images`);
  const header = Buffer.alloc(128 * 1024);
  header.write('QFI\u00fb', 0, 'latin1');
  header.writeUInt32BE(3, 4);
  header.writeUInt32BE(16, 20);
  header.writeBigUInt64BE(BigInt(MIB), 24);
  header.writeUInt32BE(1, 36);
  header.writeBigUInt64BE(65_536n, 40);
  const cases: [string, (bytes: Buffer) => void, RegExp][] = [
    ['backing', (bytes) => bytes.writeBigUInt64BE(300n, 8), /backing file/],
    ['data', (bytes) => bytes.writeBigUInt64BE(4n, 72), /another file/],
    ['bomb', (bytes) => bytes.writeBigUInt64BE(1n << 60n, 24), /larger than/],
    ['empty', () => undefined, /zeros|55 AA/],
  ];
  for (const [name, change, reason] of cases) {
    const bytes = Buffer.from(header);
    change(bytes);
    await owner.put(`${account}/images/${name}.qcow2`, bytes);
    const { status, text } = await owner.post(`${IMAGE_PREFIX}/images/`, undefined, {
      'x-image-meta-name': name,
      'x-image-meta-location': `pithos://${owner.uuid}/images/${name}.qcow2`,
    });
    assert.equal(status, 400, text);
    assert.match(text, reason);
    assert.equal((await owner.head(`${account}/images/${name}.raw`)).status, 404);
  }
  const damaged = Buffer.concat([header, Buffer.alloc(192 * 1024)]);
  damaged.writeBigUInt64BE(131_072n, 65_536);
  damaged.writeBigUInt64BE(196_608n, 131_072);
  damaged.writeBigUInt64BE((1n << 62n) | 262_144n, 131_080);
  bootSector('begins well').copy(damaged, 196_608);
  await owner.put(`${account}/images/damaged.qcow2`, damaged);
  const { headers } = await owner.post(`${IMAGE_PREFIX}/images/`, undefined, {
    'x-image-meta-name': 'damaged',
    'x-image-meta-location': `pithos://${owner.uuid}/images/damaged.qcow2`,
  });
  const head = () => owner.head(`${IMAGE_PREFIX}/images/${headers['x-image-meta-id']}`);
  await until(async () => (await head()).headers['x-image-meta-status'] === 'ERROR', 30_000);
  const error = (await head()).headers['x-image-meta-property-conversion-error'] ?? '';
  assert.match(decodeURIComponent(error), /cannot be unpacked/);
});
