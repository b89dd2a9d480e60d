import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineErrors, ServiceError } from './errors.ts';

const errors = defineErrors({
  flavor_not_found: [404, 'There is no flavor {id}.', 'itemNotFound'],
  busy: [409, 'Busy.'],
});

test('an error carries its public sentence apart from what only the log may see', () => {
  const cause = new Error('connection refused to 10.0.0.3');
  const error = errors.error('flavor_not_found', { id: 7 }, { detail: 'asked by job 9', cause });
  assert.equal(error.message, 'There is no flavor 7.');
  assert.deepEqual([error.status, error.code, error.fault], [404, 'flavor_not_found', 'itemNotFound']);
  assert.equal(error.detail, 'asked by job 9');
  assert.equal(error.cause, cause);
});

test('values are put into a sentence once: a value that looks like a parameter stays text', () => {
  assert.equal(errors.error('flavor_not_found', { id: '{id}' }).message, 'There is no flavor {id}.');
});

test('fail throws and is tells errors apart by code', () => {
  assert.throws(
    () => errors.fail('busy'),
    (thrown) =>
      thrown instanceof ServiceError && errors.is(thrown, 'busy') && !errors.is(thrown, 'flavor_not_found'),
  );
});
