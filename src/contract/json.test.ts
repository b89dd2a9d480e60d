import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonError, parseJson, writeJson } from './json.ts';

test('integers of 64 bits survive reading and writing to the digit', () => {
  const text = '{"limit":9223372036854775807,"low":-9223372036854775808,"small":5,"ratio":0.5}';
  assert.deepEqual(parseJson(text), {
    limit: 9223372036854775807n,
    low: -9223372036854775808n,
    small: 5,
    ratio: 0.5,
  });
  assert.equal(writeJson(parseJson(text)), text);
});

test('every 64-bit integer comes back as it went', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      assert.equal(BigInt(parseJson(writeJson(value)) as bigint), value);
    }),
  );
});

test('every document that the engine reads is read the same, but for its large integers', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/\d{20}/.test(text)); // a double of 1e20 is written with more digits than the reader takes
      assert.equal(writeJson(parseJson(text)), JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('T-G10 a million digits, ten million brackets and a cut string are refused at once', () => {
  const began = performance.now();
  assert.throws(() => parseJson('9'.repeat(1_000_000)), JsonError);
  assert.throws(() => parseJson('['.repeat(10_000_000)), JsonError);
  assert.throws(() => parseJson(`"${'\\'.repeat(999_999)}`), JsonError);
  assert.ok(performance.now() - began < 1000);
});

test('T-G10 nesting is counted outside strings only', () => {
  assert.deepEqual(parseJson(`"${'['.repeat(100)}"`), '['.repeat(100));
  assert.deepEqual(parseJson('["\\"[",1]'), ['"[', 1]);
  assert.throws(() => parseJson(`${'['.repeat(65)}${']'.repeat(65)}`), /nested deeper/);
  assert.doesNotThrow(() => parseJson(`${'['.repeat(64)}${']'.repeat(64)}`));
});

test('T-G9 __proto__ is an ordinary key and changes no object', () => {
  const value = parseJson('{"__proto__":{"polluted":true}}') as object;
  assert.ok(Object.hasOwn(value, '__proto__'));
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('T-G9 an object of more keys than its bound is refused', () => {
  const keys = Array.from({ length: 1001 }, (_, index) => `"${index}":0`).join(',');
  assert.throws(() => parseJson(`{${keys}}`, { maxKeys: 1000 }), JsonError);
  assert.doesNotThrow(() => parseJson(`{${keys}}`));
});

test('texts that no database can keep as they are, are refused in requests', () => {
  for (const text of ['{"a":"x\\u0000"}', '{"\\u0000":1}', '{"a":["\\ud800"]}', '{"\\udfff":1}']) {
    assert.throws(() => parseJson(text, { maxKeys: 1000 }), /not Unicode, or holds a NUL/, text);
  }
  assert.deepEqual(parseJson('{"a":"\\ud83d\\ude00"}', { maxKeys: 1000 }), { a: '😀' });
});
