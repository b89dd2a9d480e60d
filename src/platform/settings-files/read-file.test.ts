import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { writeJson } from '#contract/json';
import { FileError, parseSettings } from './read-file.ts';

const values = (text: string): Record<string, unknown> =>
  Object.fromEntries([...parseSettings(text)].map(([name, { value }]) => [name, value]));

test('a file is TOML or has lines of the guide, and most lines are both', () => {
  assert.deepEqual(values('A = 1\nB = ["x", "y"] # why\n'), { A: 1, B: ['x', 'y'] });
  assert.equal(writeJson(values('A = true\n[B]\nc = 1\n')), '{"A":true,"B":{"c":1}}');
  assert.deepEqual(values("A = True\nB = ('x', None)\n"), { A: true, B: ['x', null] });
  assert.deepEqual(values(''), {});
  assert.equal(parseSettings('\n[B]\nc = true\n').get('B')?.line, 2);
});

test('a line that is one thing in TOML and another in Python is not guessed', () => {
  assert.throws(
    () => parseSettings("A = 1\nB = ['\\\\.']\n"),
    (error) =>
      error instanceof FileError && error.line === 2 && /one thing in TOML and another/.test(error.message),
  );
  assert.deepEqual(values('B = ["\\\\."]'), { B: ['\\.'] });
  assert.deepEqual(values("B = ['\\.']"), { B: ['\\.'] }, 'here both say the same');
});

test('of a file that is neither the complaint is of the reader that came further', () => {
  const cases: [string, number, RegExp][] = [
    ['A = True\nB = os.environ', 2, /'os\.environ' needs Python/],
    ['A = true\nB = [1', 2, /./],
    ['A = yes', 1, /'yes' needs Python/],
  ];
  for (const [text, line, sentence] of cases)
    assert.throws(
      () => parseSettings(text),
      (error) => error instanceof FileError && error.line === line && sentence.test(error.message),
      text,
    );
});

test("what was written as TOML is read as it was, though the guide's lines are read, too", () => {
  const name = fc.string({ unit: fc.constantFrom('A', 'B', '_', 'Z'), minLength: 1, maxLength: 6 });
  const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.string({ unit: 'grapheme' }));
  const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));
  const settings = fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true });
  fc.assert(fc.property(settings, (wanted) => assert.deepEqual(values(stringify(wanted)), wanted)));
});
