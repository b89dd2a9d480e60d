import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { BLOCK_SIZE } from '#blockstore/content-hash';
import { processEnvironment } from '#platform/settings';
import { ALICE, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

const run = promisify(execFile);
const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Undefined when the program is there; else why its tests do not run, which is a failure where everything must run. */
function missing(program: string, hint: string): string | undefined {
  try {
    execFileSync('which', [program]);
    return undefined;
  } catch {
    const reason = `${program} is not installed: ${hint}`;
    if (processEnvironment()['CI'] === 'true') throw new Error(reason);
    return reason;
  }
}

describe('clients of other stores, unchanged', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let base: string;
  let directory: string;
  let large: Buffer;
  before(async () => {
    object = await startObject(end, { settings: { PITHOS_BACKEND_BLOCK_SIZE: BLOCK_SIZE } });
    base = await object.listen();
    object.api.baseUrl = base;
    directory = await mkdtemp(join(tmpdir(), 'clients-'));
    end.after(() => rm(directory, { recursive: true, force: true }));
    large = randomBytes(6 * BLOCK_SIZE + 77);
    await writeFile(join(directory, 'large.bin'), large);
    await writeFile(join(directory, 'small ü.txt'), 'small');
    await writeFile(join(directory, 'empty'), '');
  });

  const noSwift = missing('swift', 'apt-get install python3-swiftclient');
  test('swift uploads, lists, downloads and deletes', { skip: noSwift ?? false }, async () => {
    const swift = async (...args: string[]) =>
      (
        await run('swift', ['-A', `${base}/auth/v1.0`, '-U', ALICE, '-K', 'alice-token', ...args], {
          cwd: directory,
        })
      ).stdout;
    await swift('upload', 'box', 'large.bin', 'small ü.txt', 'empty');
    assert.deepEqual((await swift('list', 'box')).trim().split('\n'), ['empty', 'large.bin', 'small ü.txt']);
    await swift('download', 'box', 'large.bin', '-o', 'back.bin');
    assert.equal(sum(await readFile(join(directory, 'back.bin'))), sum(large));
    assert.match(await swift('stat', 'box', 'large.bin'), new RegExp(`Content Length: ${large.length}`));
    assert.match(await swift('stat'), /Containers: 1/);
    await swift('post', 'box', 'empty', '-m', 'Colour:red');
    assert.match(await swift('stat', 'box', 'empty'), /Meta Colour: red/);
    await swift('post', 'box', 'empty', '-m', 'Ort:Zürich 東京');
    assert.match(
      await swift('stat', 'box', 'empty'),
      /Meta Ort: (?:Zürich 東京|Z%C3%BCrich %E6%9D%B1%E4%BA%AC)/,
    );
    await swift(
      'upload',
      '--segment-size',
      String(2 * BLOCK_SIZE),
      'box',
      'large.bin',
      '--object-name',
      'parts.bin',
    );
    await swift('post', 'box', 'parts.bin', '-m', 'Colour:red');
    await swift('download', 'box', 'parts.bin', '-o', 'parts.bin');
    assert.equal(sum(await readFile(join(directory, 'parts.bin'))), sum(large));
    await swift('delete', 'box');
    assert.equal((await swift('list')).includes('box\n'), false);
  });

  const storeRoot = missing('swift', 'apt-get install python3-swiftclient');
  test('swift logs in at the address of the store, too', { skip: storeRoot ?? false }, async () => {
    const { stdout } = await run('swift', [
      '-A',
      `${base}/pithos/object-store/v1`,
      '-U',
      ALICE,
      '-K',
      'alice-token',
      'stat',
    ]);
    assert.match(stdout, /Account: /);
  });

  const noRclone = missing('rclone', 'apt-get install rclone');
  test('rclone copies up, lists, checks, copies down and purges', { skip: noRclone ?? false }, async () => {
    const env = {
      ...processEnvironment(),
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_CLOUD_TYPE: 'swift',
      RCLONE_CONFIG_CLOUD_AUTH: `${base}/auth/v1.0`,
      RCLONE_CONFIG_CLOUD_USER: ALICE,
      RCLONE_CONFIG_CLOUD_KEY: 'alice-token',
    };
    const rclone = async (...args: string[]) => (await run('rclone', args, { cwd: directory, env })).stdout;
    await rclone('mkdir', 'cloud:rc');
    for (const name of ['large.bin', 'small ü.txt', 'empty']) await rclone('copy', name, 'cloud:rc/dir');
    assert.deepEqual((await rclone('lsf', '-R', 'cloud:rc')).trim().split('\n').sort(), [
      'dir/',
      'dir/empty',
      'dir/large.bin',
      'dir/small ü.txt',
    ]);
    assert.match(
      await rclone('md5sum', 'cloud:rc/dir/large.bin'),
      new RegExp(createHash('md5').update(large).digest('hex')),
    );
    await rclone('copyto', 'cloud:rc/dir/large.bin', 'rclone-back.bin');
    assert.equal(sum(await readFile(join(directory, 'rclone-back.bin'))), sum(large));
    await rclone('copyto', 'cloud:rc/dir/large.bin', 'cloud:rc/copied on the server.bin');
    await rclone('moveto', 'cloud:rc/dir/empty', 'cloud:rc/moved');
    assert.match(await rclone('size', 'cloud:rc'), new RegExp(`\\(${2 * large.length + 5} Byte`));
    await rclone('copyto', '--swift-chunk-size', '8M', 'large.bin', 'cloud:rc/chunked.bin');
    await rclone('copyto', 'cloud:rc/chunked.bin', 'chunked-back.bin');
    assert.equal(sum(await readFile(join(directory, 'chunked-back.bin'))), sum(large));
    await rclone('deletefile', 'cloud:rc/chunked.bin');
    assert.equal(await rclone('lsf', '-R', '--files-only', 'cloud:rc_segments'), '');
    assert.match(await rclone('about', 'cloud:'), /Used/);
    await rclone('purge', 'cloud:rc');
    assert.equal((await rclone('lsd', 'cloud:')).includes(' rc\n'), false);
  });
});
