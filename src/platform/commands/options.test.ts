import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from './command-error.ts';
import {
  bool,
  choice,
  count,
  flag,
  list,
  type OptionSpec,
  secret,
  text,
  tuples,
  uuid,
  withDefault,
} from './options.ts';

/** What an option makes of these words; none stands for an option that is not given. */
function read<Value>(spec: OptionSpec<Value>, ...words: string[]): Value {
  return spec.read(words, spec.flags);
}

/** A word that an option cannot be is a wrong line: exit code 2, and one sentence with the option's name. */
function refuses(spec: OptionSpec<unknown>, word: string, sentence: RegExp): void {
  assert.throws(
    () => read(spec, word),
    (error) => error instanceof CommandError && error.exitCode === 2 && sentence.test(error.message),
  );
}

test('an option that is not given has no value, or its default', () => {
  assert.equal(read(text('--name <name>', '')), undefined);
  assert.equal(read(flag('--all', '')), false);
  assert.deepEqual(read(list('--group <group...>', '')), []);
  const port = withDefault(count('--port <port>', 'port'), 5080);
  assert.equal(read(port), 5080);
  assert.equal(read(port, '1'), 1);
  assert.equal(port.help, 'port (default: 5080)');
  assert.match(withDefault(bool('--public <bool>', 'open'), true).help, /\(default: True\)$/);
});

test('of several words of one option the last counts', () => {
  assert.equal(read(text('--name <name>', ''), 'a', 'b'), 'b');
  assert.equal(read(count('--max <count>', ''), '1', '2'), 2);
});

test('yes and no have the spellings of the original, and a flag without its word is yes', () => {
  const open = bool('--open [bool]', '');
  for (const word of ['True', 'yes', 't', '1', '']) assert.equal(read(open, word), true);
  for (const word of ['FALSE', 'no', 'f', '0']) assert.equal(read(open, word), false);
  refuses(open, 'perhaps', /^--open is True or False, not 'perhaps'\.$/);
});

test('numbers, choices and uuids are read as what they are, or refused by the name of the option', () => {
  refuses(count('-n, --number <count>', ''), '-1', /^--number must be a whole number/);
  const format = choice('--type <type>', '', ['HARD', 'soft']);
  assert.equal(read(format, 'hard'), 'HARD');
  assert.equal(read(format, 'SOFT'), 'soft');
  refuses(format, 'warm', /^--type is one of HARD, soft, not "warm"\.$/);
  const user = uuid('-u, --user <uuid>', '', (word) => `ask for '${word}'`);
  const id = '0000000A-0000-4000-8000-000000000000';
  assert.equal(read(user, id), id.toLowerCase());
  refuses(user, 'ada', /^--user takes a uuid, not 'ada': ask for 'ada'\.$/);
});

test('T-S6 a secret is asked for unless it stands on the line', () => {
  const password = secret('--password [password]', '');
  assert.equal(password.isSecret, true);
  assert.equal(read(password), undefined);
  assert.equal(read(password, ''), 'asked for');
  assert.deepEqual(read(password, 'x'), { onLine: 'x' });
});

test('an option of several words takes as many each time, and leaves the others their words', () => {
  const limit = tuples('--limit <resource> <amount>', '');
  assert.deepEqual(read(limit), []);
  assert.deepEqual(read(limit, 'vm', '1', 'disk', '2'), [
    ['vm', '1'],
    ['disk', '2'],
  ]);
  refuses(limit, 'vm', /--limit takes 2 words: <resource> <amount>/);
});
