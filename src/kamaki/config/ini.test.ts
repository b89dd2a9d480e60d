import assert from 'node:assert/strict';
import test from 'node:test';
import { IniFile } from './ini.ts';

const ORIGINAL = `# Kamaki configuration file v0.16
[global]
default_cloud = work
colors: off
; a remark
log_file = /home/ann/.kamaki.log ; where the log is

[cloud "work"]
url = https://accounts.example.org/identity/v2.0
token = first
Token = second
ca =
  /etc/one
  /etc/two
`;

test('a file is written back as it was read', () => {
  assert.equal(new IniFile(ORIGINAL).toString(), ORIGINAL);
});

test('options are read as the original client reads them', () => {
  const ini = new IniFile(ORIGINAL);
  assert.deepEqual(ini.sections(), ['global', 'cloud "work"']);
  assert.equal(ini.get('global', 'colors'), 'off');
  assert.equal(ini.get('global', 'log_file'), '/home/ann/.kamaki.log');
  assert.equal(ini.get('cloud "work"', 'TOKEN'), 'second');
  assert.equal(ini.get('cloud "work"', 'ca'), '/etc/one\n/etc/two');
  assert.equal(ini.get('cloud "home"', 'url'), undefined);
});

test("a file in the hand of Python's RawConfigParser is read, blank values and continued ones too", () => {
  const ini = new IniFile(
    '[global]\ne = \nn = one\n\ttwo\n\n[cloud "x"]\nurl = http://a;b=c\ntoken = t:=1\n\n',
  );
  assert.equal(ini.get('global', 'e'), '');
  assert.equal(ini.get('global', 'n'), 'one\ntwo');
  assert.equal(ini.get('cloud "x"', 'url'), 'http://a;b=c');
  assert.equal(ini.get('cloud "x"', 'token'), 't:=1');
});

test('a change touches its own line and leaves comments where they are', () => {
  const ini = new IniFile(ORIGINAL);
  ini.set('global', 'colors', 'on');
  ini.set('global', 'max_threads', '7');
  ini.set('cloud "work"', 'ca', '/etc/three');
  ini.set('image', 'url', 'https://compute.example.org/image');
  assert.equal(
    ini.toString(),
    ORIGINAL.replace('colors: off', 'colors = on')
      .replace('where the log is\n', 'where the log is\nmax_threads = 7\n')
      .replace(
        'ca =\n  /etc/one\n  /etc/two\n',
        'ca = /etc/three\n\n[image]\nurl = https://compute.example.org/image\n',
      ),
  );
});

test('deleting removes every mention of the option, and a section that is left empty', () => {
  const ini = new IniFile('[global]\na = 1\n\n[user]\nurl = x\nurl = y\n');
  assert.equal(ini.delete('user', 'url'), true);
  assert.equal(ini.delete('user', 'url'), false);
  assert.equal(ini.toString(), '[global]\na = 1\n');
});

test('a broken line is refused with its number', () => {
  assert.throws(() => new IniFile('[global]\nnonsense\n'), /line 2/);
  assert.throws(() => new IniFile('key = before any section\n'), /line 1/);
});

test('values that the format cannot hold are refused', () => {
  const ini = new IniFile('');
  assert.throws(() => ini.set('global', 'token', 'one\ntwo'), /more than one line/);
  assert.throws(() => ini.set('global', 'token', 'one ;two'), /";"/);
  assert.throws(() => ini.set('global', 'to=ken', 'x'), /name of an option/);
  assert.throws(() => ini.set('global', '[evil]', 'x'), /name of an option/);
});

test('what was set is read again, and an empty value too', () => {
  const ini = new IniFile('');
  ini.set('cloud "a"', 'url', 'http://x/#fragment;not=comment');
  ini.set('cloud "a"', 'empty', '');
  const again = new IniFile(ini.toString());
  assert.equal(again.get('cloud "a"', 'url'), 'http://x/#fragment;not=comment');
  assert.equal(again.get('cloud "a"', 'empty'), '');
});
