import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readPersonality } from './personality.ts';

async function home(t: test.TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kamaki-home-'));
  t.after(() => rm(path, { recursive: true }));
  await writeFile(join(path, 'key.pub'), 'ssh-ed25519 AAAA me\n');
  return path;
}

test('the parts of a personality file are taken in order, or by name, or both', async (t) => {
  const folder = await home(t);
  const contents = Buffer.from('ssh-ed25519 AAAA me\n').toString('base64');
  assert.deepEqual(await readPersonality('~/key.pub,/root/.ssh/authorized_keys,root,wheel,0600', folder), {
    path: '/root/.ssh/authorized_keys',
    contents,
    owner: 'root',
    group: 'wheel',
    mode: 0o600,
  });
  assert.deepEqual(await readPersonality('~/key.pub,mode=0777,owner=ann,/tmp/x', folder), {
    path: '/tmp/x',
    contents,
    owner: 'ann',
    mode: 0o777,
  });
  assert.deepEqual(await readPersonality(`local-path=${folder}/key.pub,/tmp/x`, folder), {
    path: '/tmp/x',
    contents,
  });
});

test('a wrong personality is refused before anything is sent', async (t) => {
  const folder = await home(t);
  await assert.rejects(readPersonality('~/none', folder), /Cannot read the personality file ~\/none/);
  await assert.rejects(readPersonality('~/key.pub,/a,b,c,rw-', folder), /octal/);
  await assert.rejects(readPersonality('~/key.pub,/a,b,c,600,more', folder), /more than 5 parts/);
  await assert.rejects(readPersonality(',/a', folder), /no local file/);
});
