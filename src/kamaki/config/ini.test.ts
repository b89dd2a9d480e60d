import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
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
  assert.throws(() => ini.set('global', 'token', 'one ;two'), /";" after a blank/);
  assert.throws(() => ini.set('global', 'token', ' one'), /blanks around it/);
  assert.throws(() => ini.set('global', 'rem', 'x'), /name of an option/);
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

test('whatever is set in any order is read again from the text, and nothing else changes', () => {
  const key = fc.stringMatching(/^[\w.-]{1,8}$/).filter((word) => word.toLowerCase() !== 'rem');
  const value = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.trim())
    .filter((text) => !/[\n\r\0]|(?:^|\s);/.test(text) && text !== '""');
  const change = fc.record({
    section: fc.constantFrom('global', 'user', 'cloud "a"'),
    key,
    value,
    remove: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const expected = new Map(
        [...new IniFile(ORIGINAL).entries('global')].map(([name, text]) => [`global ${name}`, text]),
      );
      let text = ORIGINAL;
      for (const { section, key: name, value: wanted, remove } of changes) {
        const ini = new IniFile(text);
        if (remove) ini.delete(section, name);
        else ini.set(section, name, wanted);
        if (remove) expected.delete(`${section} ${name.toLowerCase()}`);
        else expected.set(`${section} ${name.toLowerCase()}`, wanted);
        text = ini.toString();
      }
      const found = new IniFile(text);
      for (const section of ['global', 'user', 'cloud "a"']) {
        const wanted = [...expected].filter(([name]) => name.startsWith(`${section} `));
        assert.deepEqual(
          found.entries(section),
          new Map(wanted.map(([name, entry]) => [name.slice(section.length + 1), entry])),
        );
      }
      assert.equal(found.get('cloud "work"', 'ca'), '/etc/one\n/etc/two');
      assert.match(text, /^; a remark$/m);
    }),
    { numRuns: 300 },
  );
});

test('a byte-order mark, per cents, equals signs and Greek are read and kept', () => {
  const file = new IniFile('\uFEFF[cloud "home"]\nurl = https://x.example/%7Ea?b=c\nτίτλος = Νέφος=100%\n');
  assert.equal(file.get('cloud "home"', 'url'), 'https://x.example/%7Ea?b=c');
  assert.equal(file.get('cloud "home"', 'τίτλος'), 'Νέφος=100%');
  file.set('cloud "home"', 'pithos_container', 'Έγγραφα %s');
  assert.equal(
    file.toString(),
    '[cloud "home"]\nurl = https://x.example/%7Ea?b=c\nτίτλος = Νέφος=100%\npithos_container = Έγγραφα %s\n',
  );
});
