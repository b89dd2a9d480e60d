import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import test from 'node:test';
import { commands } from '../commands.ts';
import { parseLine } from './program.ts';
import type { Parsed } from './program.ts';
import type { World } from './world.ts';

const world = (): World & { stdout: PassThrough; stderr: PassThrough } => ({
  stdin: Readable.from([]),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  configPath: '/nowhere',
  home: '/nowhere',
  signal: new AbortController().signal,
  transportTo: () => assert.fail('nothing is sent while a line is read'),
  monotonic: () => 0,
  sleep: () => Promise.resolve(),
});

function parse(line: string): Parsed {
  const parsed = parseLine(line.split(' '), commands, world(), '0.16');
  assert.ok(parsed !== undefined);
  return parsed;
}

test("the guide's walk-through is understood word for word", () => {
  const words =
    'image register Ubuntu pithos://UUID/images/disk.raw --public --disk-format diskdump --property kernel=3.1.2';
  const register = parse(words);
  assert.equal(register.command.name, 'image register');
  assert.deepEqual(register.args, ['Ubuntu', 'pithos://UUID/images/disk.raw']);
  assert.equal(register.options['public'], true);
  assert.equal(register.options['diskFormat'], 'diskdump');
  assert.deepEqual(register.options['property'], { kernel: '3.1.2' });
  assert.equal(parse('image list --name-like=ubuntu').options['nameLike'], 'ubuntu');
  assert.deepEqual(parse('file upload disk.raw images').args, ['disk.raw', 'images']);
});

test('options of every command may stand before it, in it and after it', () => {
  for (const line of [
    '--cloud home -v server list --json',
    'server --json list --cloud home -v',
    'server list -v --cloud home -j',
  ]) {
    const { global, command } = parse(line);
    assert.equal(command.name, 'server list');
    assert.equal(global.cloud, 'home');
    assert.equal(global.verbose && global.json, true);
  }
  assert.deepEqual(parse('server list -o json -o global.colors=off').global.options, [
    'json',
    'global.colors=off',
  ]);
  assert.equal(parse('file upload x --no-progress').global.progress, false);
  assert.equal(parse('file upload x -N').global.progress, false);
  assert.equal(parse('file upload x').global.progress, true);
});

test('a value that begins with a dash is a value, whatever options every command has', () => {
  assert.equal(parse('image list --order -size').options['order'], '-size');
  assert.equal(parse('file cat /c/x --range -5 -s').options['range'], '-5');
  assert.deepEqual(parse('server create --metadata -d=c').options['metadata'], { '-d': 'c' });
});

test('help of a command is asked for in both orders, and a command that is not there has none', () => {
  const told = (line: string): string => {
    const around = world();
    assert.equal(parseLine(line.split(' '), commands, around, '0.16'), undefined, line);
    return String(around.stdout.read());
  };
  assert.equal(told('help file upload'), told('file upload --help'));
  assert.match(told('help file upload'), /^Usage: kamaki file upload /);
  assert.match(told('help file'), /^Usage: kamaki file /);
  for (const line of ['help nothing', 'nothing --help', 'file nothing -h', 'help file nothing'])
    assert.throws(
      () => parseLine(line.split(' '), commands, world(), '0.16'),
      /unknown command 'nothing'/,
      line,
    );
});

test('options that may be repeated keep their order, the others their last word', () => {
  const { options } = parse(
    'server create --name a --name b -p x,/y -p z --metadata k=v --metadata l=w=x -w',
  );
  assert.equal(options['name'], 'b');
  assert.deepEqual(options['personality'], ['x,/y', 'z']);
  assert.deepEqual(options['metadata'], { k: 'v', l: 'w=x' });
  assert.equal(options['wait'], true);
});

test('an option that says no is not there unless it was given', () => {
  const plain = parse('server create --network 7').options;
  assert.deepEqual([plain['networks'], plain['noNetwork']], [['7'], false]);
  assert.equal(parse('server create').options['noNetwork'], false);
  assert.equal(parse('server create --no-network').options['noNetwork'], true);
  assert.equal(parse('file modify x --read-permission y').options['none'], false);
  assert.equal(parse('file modify x --no-permissions').options['none'], true);
});

test('a wrong line is refused in one sentence, as wrong usage', () => {
  const wrong: [string, RegExp][] = [
    ['server lsit', /unknown command 'lsit'/],
    ['server info', /missing required argument 'server_id'/],
    ['server list --colour', /unknown option '--colour'/],
    ['server list -n many', /--number must be a whole number/],
    ['server create --metadata x', /--metadata takes key=value/],
    ['server reboot 1 --type warm', /--type is one of SOFT, HARD/],
    ['flavor info 1 2', /too many arguments/],
  ];
  for (const [line, message] of wrong) {
    assert.throws(
      () => parse(line),
      (error: Error & { exitCode?: number }) =>
        message.test(error.message) && error.exitCode === 2 && !error.message.includes('\n'),
      line,
    );
  }
});

test('every command has help that says what it does', () => {
  for (const command of commands) {
    for (const name of [command.name, ...(command.aliases ?? [])]) {
      const at = world();
      assert.equal(parseLine([...name.split(' '), '-h'], commands, at, '0.16'), undefined);
      const help = String(at.stdout.read());
      assert.ok(help.includes(`kamaki ${name}`) && help.includes(command.summary), name);
    }
  }
});
