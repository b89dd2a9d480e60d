import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSerialLog } from '#vmhost/disk/serial-log';
import { until } from '../kit/until.ts';
import { cannotBoot, createBody, startHost, testDirectory } from './kit/host.ts';
import { onlyMachineFolder } from './kit/serial.ts';

const SECTOR = 2048;

/** A disc that a firmware starts, and that writes a word to the serial port and waits. */
function bootableDisc(word: string): Buffer {
  const disc = Buffer.alloc(21 * SECTOR);
  disc.write('\u0001CD001\u0001', 16 * SECTOR, 'latin1');
  disc.writeUInt32LE(21, 16 * SECTOR + 80);
  disc.write('\u0000CD001\u0001EL TORITO SPECIFICATION', 17 * SECTOR, 'latin1');
  disc.writeUInt32LE(19, 17 * SECTOR + 71);
  disc.write('\u00ffCD001\u0001', 18 * SECTOR, 'latin1');
  const catalog = disc.subarray(19 * SECTOR, 20 * SECTOR);
  catalog[0] = 1;
  catalog.writeUInt16LE(0xaa55, 30);
  let sum = 0;
  for (let at = 0; at < 32; at += 2) sum += catalog.readUInt16LE(at);
  catalog.writeUInt16LE(-sum & 0xffff, 28);
  catalog[32] = 0x88;
  catalog.writeUInt16LE(1, 38);
  catalog.writeUInt32LE(20, 40);
  // mov dx, 0x3f8; then for each letter: mov al, letter; out dx, al; at the end: hlt; jmp back
  const code = [
    0xba,
    0xf8,
    0x03,
    ...[...word].flatMap((letter) => [0xb0, letter.charCodeAt(0), 0xee]),
    0xf4,
    0xeb,
    0xfd,
  ];
  Buffer.from(code).copy(disc, 20 * SECTOR);
  return disc;
}

test('T-V3 a machine starts from a rescue medium that its operator put on the host, and from nothing else of it', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const media = join(directory, 'media');
  await mkdir(media);
  await writeFile(join(media, 'live.iso'), bootableDisc('RESCUED'), { mode: 0o644 });
  await symlink('/etc/passwd', join(media, 'link.iso'));
  const { rapi } = await startHost(directory, { VMHOST_STOP_SECONDS: 1, RESCUE_IMAGE_PATH: media });
  await rapi.run('POST', '/2/instances', {
    ...createBody('snf-1', null, { disks: [{ name: 'v', size: 4 }] }),
    start: false,
  });
  const modify = (hvparams: Record<string, unknown>) =>
    rapi.run('PUT', '/2/instances/snf-1/modify', { hvparams });
  for (const path of [
    '/etc/passwd',
    `${media}/../vmhost`,
    `${media}/link.iso`,
    `${media}/none.iso`,
    'http://a/b',
  ]) {
    const job = await modify({ boot_order: 'cdrom', cdrom_image_path: path });
    assert.equal(job.status, 'error', path);
  }
  assert.equal((await rapi.instance('snf-1'))!.hvparams['boot_order'], 'disk');
  const path = join(media, 'live.iso');
  assert.equal((await modify({ boot_order: 'cdrom', cdrom_image_path: path })).status, 'success');
  const { hvparams } = (await rapi.instance('snf-1'))!;
  assert.deepEqual([hvparams['boot_order'], hvparams['cdrom_image_path']], ['cdrom', path]);
  assert.equal((await rapi.run('PUT', '/2/instances/snf-1/startup', {})).status, 'success');
  const folder = await onlyMachineFolder(directory);
  await until(async () => (await readSerialLog(folder)).includes('RESCUED'));
  await rapi.run('PUT', '/2/instances/snf-1/shutdown', { timeout: 0 });
  await rm(path);
  const gone = await rapi.run('PUT', '/2/instances/snf-1/startup', {});
  assert.match(JSON.stringify(gone.opresult), /rescue medium is not on the host/);
  assert.equal((await modify({ boot_order: 'disk', cdrom_image_path: '' })).status, 'success');
  assert.equal((await rapi.run('PUT', '/2/instances/snf-1/startup', {})).status, 'success');
  assert.ok(!(await readdir(folder)).includes('rescue.iso'));
});
