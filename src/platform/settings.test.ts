import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { Secret } from './secret.ts';
import { readSettings, secretText, setting, settingsPage } from './settings.ts';

const schema = {
  PORT: setting(z.int(), 8080, 'Port.'),
  HOSTS: setting(z.array(z.string()), [], 'Hosts.'),
  PASSWORD: setting(secretText, new Secret(''), 'Password.'),
};

function directory(t: TestContext, files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'settings-'));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test('later files win over earlier ones, the environment over files, the command line over all', (t) => {
  const configDirectory = directory(t, {
    '20-late.conf': 'PORT = 2\nHOSTS = ["b"]\n',
    '10-early.conf': 'PORT = 1\nHOSTS = ["a"]\n',
    'ignored.txt': 'NONSENSE = 1\n',
  });
  assert.equal(readSettings(schema, { configDirectory }).PORT, 2);
  const environment = { PORT: '3', HOSTS: '["c","d"]' };
  assert.deepEqual(readSettings(schema, { configDirectory, environment }).HOSTS, ['c', 'd']);
  assert.equal(readSettings(schema, { configDirectory, environment, given: { PORT: 4 } }).PORT, 4);
  assert.equal(readSettings(schema, {}).PORT, 8080);
});

test('an unknown name and a wrong type name the file and line', (t) => {
  const unknown = directory(t, { 'a.conf': '# comment\nPROT = 1\n' });
  assert.throws(
    () => readSettings(schema, { configDirectory: unknown }),
    /a\.conf:2: there is no setting named PROT/,
  );
  const wrong = directory(t, { 'a.conf': '\n\nPORT = "x"\n' });
  assert.throws(() => readSettings(schema, { configDirectory: wrong }), /a\.conf:3: PORT: /);
  const broken = directory(t, { 'a.conf': 'PORT = \n' });
  assert.throws(() => readSettings(schema, { configDirectory: broken }), /a\.conf:1: /);
});

test('T-S6 a secret setting prints as stars and is read only on purpose', (t) => {
  const configDirectory = directory(t, { 'a.conf': 'PASSWORD = "hunter2"\n' });
  const { PASSWORD } = readSettings(schema, { configDirectory });
  assert.equal(`${PASSWORD} ${JSON.stringify({ PASSWORD })}`, '*** {"PASSWORD":"***"}');
  assert.equal(PASSWORD.reveal(), 'hunter2');
});

test('the reference page has a row for every setting', () => {
  const page = settingsPage({ Example: schema });
  for (const name of Object.keys(schema)) assert.match(page, new RegExp(`\\| \`${name}\` \\|`));
});
