import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ConfigFile, optionName, readConfigFile } from './config-file.ts';

async function folder(t: test.TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kamaki-config-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test('names of options say where they live in the file', () => {
  assert.deepEqual(optionName('cloud.my.home.url'), { section: 'cloud "my.home"', key: 'url' });
  assert.deepEqual(optionName('default_cloud'), { section: 'global', key: 'default_cloud' });
  assert.deepEqual(optionName('user.url'), { section: 'user', key: 'url' });
  assert.throws(() => optionName('cloud.home'), /cloud\.home\.url/);
  assert.throws(() => optionName('cloud.no blanks.url'), /cannot name a cloud/);
});

test('the file is made readable by its owner only, also when it was open to others', async (t) => {
  const path = join(await folder(t), 'rc');
  const config = await readConfigFile(path);
  config.set('cloud.default.token', 'secret');
  await config.save();
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await chmod(path, 0o644);
  await (await readConfigFile(path)).save();
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(
    await readFile(path, 'utf8'),
    '# Kamaki configuration file v0.16\n\n[cloud "default"]\ntoken = secret\n',
  );
});

test('a file that is a symbolic link stays one', async (t) => {
  const home = await folder(t);
  await writeFile(join(home, 'dotfiles'), '[global]\n# mine\ndefault_cloud = a\n');
  await symlink(join(home, 'dotfiles'), join(home, 'rc'));
  const config = await readConfigFile(join(home, 'rc'));
  config.set('default_cloud', 'b');
  await config.save();
  assert.equal(await readlink(join(home, 'rc')), join(home, 'dotfiles'));
  assert.equal(await readFile(join(home, 'dotfiles'), 'utf8'), '[global]\n# mine\ndefault_cloud = b\n');
});

test('options are listed under their dotted names', () => {
  const config = new ConfigFile(
    'rc',
    '[user]\nurl = u\n[cloud "a"]\nurl = x\ntoken = t\n[global]\ntoken = g\n',
  );
  assert.deepEqual(config.list(), [
    ['cloud.a.url', 'x'],
    ['cloud.a.token', 't'],
    ['global.token', 'g'],
    ['user.url', 'u'],
  ]);
});

test('a cloud is deleted whole, an option alone', () => {
  const config = new ConfigFile('rc', '[cloud "a"]\nurl = x\ntoken = t\n[cloud "b"]\nurl = y\n');
  assert.equal(config.delete('cloud.a'), true);
  assert.equal(config.delete('cloud.b.url'), true);
  assert.equal(config.delete('cloud.b.url'), false);
  assert.deepEqual(config.list(), []);
});

test('a value for one run wins and is not written', () => {
  const config = new ConfigFile('rc', '[global]\ndefault_cloud = a\n');
  config.override('default_cloud', 'b');
  assert.equal(config.get('global', 'default_cloud'), 'b');
  assert.deepEqual(config.list(), [['global.default_cloud', 'a']]);
});

test('a broken file is named with the line', () => {
  assert.throws(() => new ConfigFile('/home/ann/.kamakirc', 'nonsense\n'), /\/home\/ann\/\.kamakirc: line 1/);
});
