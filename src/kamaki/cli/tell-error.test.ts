import assert from 'node:assert/strict';
import test from 'node:test';
import type { CloudSettings } from '../config/cloud-settings.ts';
import { CommandError } from '#platform/commands/command-error';
import { Refusal } from '#contract/refusal';
import { UnreachableError } from '../errors.ts';
import { tellError } from './tell-error.ts';

const settings: CloudSettings = {
  name: 'home',
  url: 'http://127.0.0.1:1',
  token: 't',
  urlOption: 'cloud.home.url',
  tokenOption: 'cloud.home.token',
  addresses: {},
  container: 'pithos',
  account: undefined,
};

test('an expired token says how to set a new one', () => {
  const told = tellError(
    new Refusal({ status: 401, code: 'bad_token', fault: 'unauthorized', message: 'Expired' }),
    settings,
    false,
  );
  assert.match(told.line, /kamaki config set cloud\.home\.token TOKEN$/);
  assert.equal(told.exitCode, 1);
});

test('a cloud that is not there is named with its address and the option that holds it', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const told = tellError(new UnreachableError('http://127.0.0.1:1', refused), settings, false);
  assert.match(told.line, /Cannot reach http:\/\/127\.0\.0\.1:1 \(connection refused\).*cloud\.home\.url/);
});

test('a refusal of a service is one line with its message and status', () => {
  const told = tellError(
    new Refusal({ status: 404, fault: 'itemNotFound', message: 'There is no server 9.', details: '' }),
    settings,
    false,
  );
  assert.equal(told.line, 'There is no server 9 (404 itemNotFound).');
});

test('what to do about a refusal goes by its code, not by its status', () => {
  const told = (fault: Partial<Refusal> & { status: number }) =>
    tellError(new Refusal({ message: 'No.', ...fault }), settings, false).line;
  const over = { status: 413, fault: 'overLimit', message: 'Too much.', details: 'one\ntwo' };
  assert.equal(
    told({ ...over, code: 'quota_exceeded' }),
    'Too much. one two (413 overLimit). See what is used with: kamaki quota list; ask for more with: kamaki project modify PROJECT --resource RESOURCE=MEMBER,ALL',
  );
  const shortages = 'cyclades.vm 5f4b member 2 1 1 1, cyclades.cpu 5f4b project 8 8 0 2';
  assert.match(
    told({ ...over, code: 'quota_exceeded', shortages }),
    /^cyclades\.vm: 1 asked for, 1 used, 1 reserved; a member's limit in project 5f4b is 2\. cyclades\.cpu: 2 asked for, 8 used, 0 reserved; the limit in project 5f4b is 8 \(413 overLimit\)/,
  );
  assert.equal(told({ ...over, code: 'too_many_requests' }), 'Too much. one two (413 overLimit).');
  assert.match(told({ status: 409, code: 'server_building' }), /kamaki server wait ID$/);
  assert.equal(
    told({ status: 401, code: 'user_inactive', message: 'User inactive' }),
    'User inactive (401).',
  );
  assert.match(told({ status: 503 }), /Try again in a moment$/, 'a proxy gives no code');
  assert.equal(told({ status: 503, code: 'backend_down' }), 'No (503).');
});

test('a stopped run ends as shells expect', () => {
  assert.deepEqual(tellError(new Error('aborted'), settings, true), { line: 'Stopped.', exitCode: 130 });
  assert.equal(tellError(new CommandError('x', { exitCode: 2 }), undefined, false).exitCode, 2);
});
