import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { randomIds } from '#platform/ids';
import { StartError } from '#platform/service/start-error';
import { assembly } from './assembly.ts';
import { loadSecrets } from './secrets.ts';

type Document = Record<string, unknown>;

function newDirectory(t: TestContext): {
  directory: string;
  read(): Document;
  write(document: Document): void;
} {
  const directory = mkdtempSync(join(tmpdir(), 'secrets-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'secrets.json');
  return {
    directory,
    read: () => JSON.parse(readFileSync(path, 'utf8')) as Document,
    write: (document) => writeFileSync(path, JSON.stringify(document), { mode: 0o600 }),
  };
}

/** What the release after this one would declare. */
const LATER = new Map([...assembly.secrets, ['databases.block', 2], ['mailKey', 2]]);

test('secrets are made once, for their owner alone, and read as they were made', (t) => {
  const { directory, read } = newDirectory(t);
  const made = loadSecrets(directory, randomIds);
  assert.equal(statSync(join(directory, 'secrets.json')).mode & 0o777, 0o600);
  const again = loadSecrets(directory, randomIds, { mayMake: false });
  assert.equal(again.sealingKey.reveal(), made.sealingKey.reveal());
  assert.equal(again.database('queue').reveal(), made.database('queue').reveal());
  assert.equal(read()['version'], 1);
});

test('a file of the first release, without a version, is read as it is', (t) => {
  const { directory, read, write } = newDirectory(t);
  const made = loadSecrets(directory, randomIds);
  const { version: _, ...first } = read();
  write({ ...first, rapi: { ...(first['rapi'] as Document), user: 'synnefo' } });
  const again = loadSecrets(directory, randomIds);
  assert.equal(again.at('rapi.password').reveal(), made.at('rapi.password').reveal());
  assert.equal(again.component('pithos').reveal(), made.component('pithos').reveal());
});

test('a secret that is new in a release is added to the file, and what is unknown is kept', (t) => {
  const { directory, read, write } = newDirectory(t);
  loadSecrets(directory, randomIds);
  const before = read();
  write({ ...before, ofTomorrow: 'kept' });
  loadSecrets(directory, randomIds, { declared: LATER });
  const after = read();
  assert.deepEqual(
    { ...after, mailKey: 'x', version: 1, databases: before['databases'] },
    { ...before, ofTomorrow: 'kept', mailKey: 'x' },
  );
  assert.ok(String(after['mailKey']).length > 40);
  assert.ok(String((after['databases'] as Document)['block']).length > 40);
  loadSecrets(directory, randomIds, { declared: LATER });
  assert.deepEqual(read(), after, 'and never made again');
});

test('what died while it added a secret is gone on with, not done again', (t) => {
  const { directory, read } = newDirectory(t);
  loadSecrets(directory, randomIds);
  const half = {
    ...read(),
    version: 2,
    mailKey: 'm'.repeat(43),
    databases: { ...(read()['databases'] as Document), block: 'b'.repeat(43) },
  };
  writeFileSync(join(directory, 'secrets.json.2'), JSON.stringify(half));
  loadSecrets(directory, randomIds, { declared: LATER });
  assert.equal(read()['mailKey'], 'm'.repeat(43));
});

test('processes that add a secret at the same time add the same one, however they overtake each other', (t) => {
  const { directory, read } = newDirectory(t);
  loadSecrets(directory, randomIds);
  let first: string | undefined;
  const overtaken = {
    ...randomIds,
    secret: (bytes: number) => {
      // the other one begins after this one has read the file, and is done before this one has written
      first ??= loadSecrets(directory, randomIds, { declared: LATER }).at('mailKey').reveal();
      return randomIds.secret(bytes);
    },
  };
  const second = loadSecrets(directory, overtaken, { declared: LATER });
  assert.equal(second.at('mailKey').reveal(), first);
  assert.equal(read()['mailKey'], first);
});

test('a file that is lost is not made again where a cloud was set up: what was sealed would never open', (t) => {
  const { directory } = newDirectory(t);
  writeFileSync(join(directory, 'setup.json'), '{}');
  assert.throws(
    () => loadSecrets(directory, randomIds),
    (error) => error instanceof StartError && /is lost.*restore it from a backup/.test(error.message),
  );
  assert.equal(existsSync(join(directory, 'secrets.json')), false);
});

test('a file that lost an older secret, or is cut, refuses the start and is not mended by making new keys', (t) => {
  const { directory, read, write } = newDirectory(t);
  loadSecrets(directory, randomIds);
  const whole = read();
  for (const damaged of [
    { ...whole, sealingKey: undefined },
    { ...whole, sealingKey: '' },
    { ...whole, components: {} },
    { ...whole, databases: 'none' },
    { ...whole, components: {}, version: 0 },
    { ...whole, version: 'new' },
    [],
  ]) {
    write(damaged as Document);
    const before = read();
    assert.throws(
      () => loadSecrets(directory, randomIds, { declared: LATER }),
      (error) => error instanceof StartError && /restore it from a backup/.test(error.message),
    );
    assert.deepEqual(read(), before);
  }
});

test('a file that is cut refuses the start', (t) => {
  const { directory } = newDirectory(t);
  loadSecrets(directory, randomIds);
  truncateSync(join(directory, 'secrets.json'), 100);
  assert.throws(() => loadSecrets(directory, randomIds), /it is cut/);
});

test('where another process makes the secrets, a start says where they come from', (t) => {
  const { directory } = newDirectory(t);
  assert.throws(
    () => loadSecrets(directory, randomIds, { mayMake: false }),
    /copy it from the data directory/,
  );
  loadSecrets(directory, randomIds);
  assert.throws(
    () => loadSecrets(directory, randomIds, { mayMake: false, declared: LATER }),
    /no databases.block, mailKey, which is new in this release/,
  );
});
