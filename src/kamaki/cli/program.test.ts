import assert from 'node:assert/strict';
import test from 'node:test';
import { commands } from '../commands.ts';
import { parseLine } from '#platform/commands/program';
import { program } from './program.ts';
import type { Parsed } from './program.ts';

interface Told {
  out: string;
  err: string;
}

function parse(line: string | string[], told: Told = { out: '', err: '' }): Parsed | undefined {
  const words = typeof line === 'string' ? line.split(' ') : line;
  return parseLine(program, commands, words, {
    out: (text) => (told.out += text),
    err: (text) => (told.err += text),
  }) as Parsed | undefined;
}

function parsed(line: string): Parsed {
  const found = parse(line);
  assert.ok(found !== undefined);
  return found;
}

test("the guide's walk-through is understood word for word", () => {
  const words =
    'image register Ubuntu pithos://UUID/images/disk.raw --public --disk-format diskdump --property kernel=3.1.2';
  const register = parsed(words);
  assert.equal(register.command.name, 'image register');
  assert.deepEqual(register.args, ['Ubuntu', 'pithos://UUID/images/disk.raw', undefined]);
  assert.equal(register.options['public'], true);
  assert.equal(register.options['diskFormat'], 'diskdump');
  assert.deepEqual(register.options['property'], { kernel: '3.1.2' });
  assert.equal(parsed('image list --name-like=ubuntu').options['nameLike'], 'ubuntu');
  assert.deepEqual(parsed('file upload disk.raw images').args, ['disk.raw', 'images']);
});

test('options of every command may stand before it, in it and after it', () => {
  for (const line of [
    '--cloud home -v server list --json',
    'server --json list --cloud home -v',
    'server list -v --cloud home -j',
  ]) {
    const { common: global, command } = parsed(line);
    assert.equal(command.name, 'server list');
    assert.equal(global.cloud, 'home');
    assert.equal(global.verbose && global.json, true);
  }
  assert.deepEqual(parsed('server list -o json -o global.colors=off').common.options, [
    'json',
    'global.colors=off',
  ]);
  assert.equal(parsed('file upload x --no-progress').common.noProgress, true);
  assert.equal(parsed('file upload x -N').common.noProgressBar, true);
  assert.equal(parsed('file upload x').common.noProgress, false);
});

test('a value that begins with a dash is a value, whatever options every command has', () => {
  assert.equal(parsed('image list --order -size').options['order'], '-size');
  assert.equal(parsed('file cat /c/x --range -5 -s').options['range'], '-5');
  assert.deepEqual(parsed('server create --metadata -d=c').options['metadata'], { '-d': 'c' });
});

test('help of a command is asked for in both orders, and a command that is not there has none', () => {
  const told = (line: string): string => {
    const words = { out: '', err: '' };
    assert.equal(parse(line, words), undefined, line);
    return words.out;
  };
  assert.equal(told('help file upload'), told('file upload --help'));
  assert.match(told('help file upload'), /^Usage: kamaki file upload /);
  assert.match(told('help file'), /^Usage: kamaki file /);
  for (const line of ['help nothing', 'nothing --help', 'file nothing -h', 'help file nothing'])
    assert.throws(() => parse(line), /unknown command 'nothing'/, line);
});

test('options that may be repeated keep their order, the others their last word', () => {
  const { options } = parsed(
    'server create --name a --name b -p x,/y -p z --metadata k=v --metadata l=w=x -w',
  );
  assert.equal(options['name'], 'b');
  assert.deepEqual(options['personality'], ['x,/y', 'z']);
  assert.deepEqual(options['metadata'], { k: 'v', l: 'w=x' });
  assert.equal(options['wait'], true);
});

test('an option that says no is not there unless it was given', () => {
  const plain = parsed('server create --network 7').options;
  assert.deepEqual([plain['networks'], plain['noNetwork']], [['7'], false]);
  assert.equal(parsed('server create').options['noNetwork'], false);
  assert.equal(parsed('server create --no-network').options['noNetwork'], true);
  assert.equal(parsed('file modify x --read-permission y').options['none'], false);
  assert.equal(parsed('file modify x --no-permissions').options['none'], true);
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
    for (const name of [command.name, ...command.aliases]) {
      const told = { out: '', err: '' };
      assert.equal(parse([...name.split(' '), '-h'], told), undefined);
      const help = told.out;
      assert.ok(help.includes(`kamaki ${name}`) && help.includes(command.summary), name);
    }
  }
});
