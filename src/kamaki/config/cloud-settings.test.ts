import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseCloud } from './cloud-settings.ts';
import { ConfigFile } from './config-file.ts';

const TWO =
  '[cloud "home"]\nurl = http://home\ntoken = h\n[cloud "work"]\nurl = http://work\ntoken = w\npithos_container = mine\n';

function config(text: string): ConfigFile {
  return new ConfigFile('~/.kamakirc', text);
}

test('the only cloud there is needs no name', () => {
  const cloud = chooseCloud(config('[cloud "home"]\nurl = http://home\ntoken = h other\n'));
  assert.equal(cloud.url, 'http://home');
  assert.equal(cloud.token, 'h');
  assert.equal(cloud.tokenOption, 'cloud.home.token');
  assert.equal(cloud.container, 'pithos');
});

test('of several clouds the asked one, else the default one, is used', () => {
  assert.equal(chooseCloud(config(TWO), 'work').container, 'mine');
  assert.equal(chooseCloud(config(`[global]\ndefault_cloud = work\n${TWO}`)).url, 'http://work');
  assert.equal(chooseCloud(config(`[global]\ndefault_cloud = work\n${TWO}`), 'home').url, 'http://home');
  assert.throws(() => chooseCloud(config(TWO)), /--cloud NAME/);
  assert.throws(() => chooseCloud(config(TWO), 'shop'), /home, work/);
});

test("the guide's older options describe a cloud of their own", () => {
  const cloud = chooseCloud(
    config(
      '[user]\nurl = http://a\n[global]\ntoken = t\n[image]\nurl = http://c/image\n[file]\nurl = http://s/v1\naccount = uuid\n',
    ),
  );
  assert.equal(cloud.url, 'http://a');
  assert.equal(cloud.token, 't');
  assert.equal(cloud.tokenOption, 'token');
  assert.equal(cloud.urlOption, 'user.url');
  assert.deepEqual(cloud.addresses, { pithos: 'http://s/v1', plankton: 'http://c/image' });
  assert.equal(cloud.account, 'uuid');
});

test('what is missing is said with the command that sets it', () => {
  assert.throws(() => chooseCloud(config('')), /kamaki config set cloud\.default\.url/);
  assert.throws(
    () => chooseCloud(config('[cloud "a"]\nurl = http://a\n')),
    /kamaki config set cloud\.a\.token TOKEN/,
  );
  assert.throws(
    () => chooseCloud(config('[cloud "a"]\ntoken = t\n')),
    /kamaki config set cloud\.a\.url ADDRESS/,
  );
  assert.throws(() => chooseCloud(config('[user]\nurl = http://a\n')), /kamaki config set token TOKEN/);
  assert.throws(() => chooseCloud(config('[global]\ntoken = t\n')), /kamaki config set user\.url ADDRESS/);
});
