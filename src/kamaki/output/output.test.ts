import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { Output } from './output.ts';

function capture(
  format: 'text' | 'json' = 'text',
  silent = false,
): { out: Output; answers(): string; errors(): string } {
  const answers = new PassThrough();
  const errors = new PassThrough();
  const out = new Output({ answers, errors }, { format, silent, progress: true });
  const read = (stream: PassThrough) => (): string => {
    const chunks: Buffer[] = [];
    for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null)
      chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  return { out, answers: read(answers), errors: read(errors) };
}

test('a record is lines of "key: value", nested ones four columns in, values as Python writes them', () => {
  const { out, answers } = capture();
  out.record({
    id: 42,
    big: 2n ** 63n - 1n,
    suspended: false,
    key: null,
    empty: '',
    flavor: { id: 1, links: [{ rel: 'self' }, { rel: 'bookmark' }] },
    volumes: [90, 91],
    none: [],
  });
  assert.equal(
    answers(),
    `id: 42
big: 9223372036854775807
suspended: False
key: None
empty:
flavor:
    id: 1
    links:
        rel: self

        rel: bookmark
volumes:
    90
    91
none:
`,
  );
});

test('items have a headline of id and name, and the rest below it', () => {
  const { out, answers } = capture();
  out.items(
    [
      { name: 'one', id: 1 },
      { name: 'two', id: 2, size: 5 },
    ],
    { enumerate: true },
  );
  assert.equal(answers(), '1. 1 one\n2. 2 two\n    size: 5\n');
});

test('json is indented, keeps 64-bit integers, and goes alone to standard output', () => {
  const { out, answers, errors } = capture('json');
  out.note('remark');
  out.items([{ id: 2n ** 63n - 1n }]);
  assert.equal(answers(), '[\n    {\n        "id": 9223372036854775807\n    }\n]\n');
  assert.equal(errors(), 'remark\n');
});

test('a name cannot steer the terminal', () => {
  const text = capture();
  text.out.items([{ id: 1, name: '\u001b[2Jgone\r\n\u009b31m\u202eevil' }]);
  assert.equal(text.answers(), '1 \\x1b[2Jgone\\x0d\\x0a\\x9b31m\\x202eevil\n');
  const json = capture('json');
  json.out.json({ name: '\u009b31m\u001b' });
  const written = json.answers();
  assert.ok(!/[\u001b\u009b]/.test(written));
  assert.deepEqual(JSON.parse(written), { name: '\u009b31m\u001b' });
});

test('silence leaves the answer and drops the remarks', () => {
  const { out, answers, errors } = capture('text', true);
  out.note('remark');
  out.line('answer');
  assert.equal(answers(), 'answer\n');
  assert.equal(errors(), '');
});
