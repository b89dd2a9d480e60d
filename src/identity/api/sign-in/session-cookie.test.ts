import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearedCookie, sessionCookie, sessionIn } from './session-cookie.ts';

test('the session is found among other cookies, and nowhere else', () => {
  assert.equal(sessionIn('a=b; synnefo_session=session.x; c=d'), 'session.x');
  assert.equal(sessionIn('not_synnefo_session=1; synnefo_session=; x'), undefined);
  assert.equal(sessionIn(undefined), undefined);
});

test('the cookie is kept from scripts and other sites, and over TLS from plain connections', () => {
  const until = new Date('2030-01-01T00:00:00Z');
  assert.equal(
    sessionCookie('session.x', until, 'http://127.0.0.1:8080'),
    'synnefo_session=session.x; Path=/; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; SameSite=Lax',
  );
  assert.match(sessionCookie('session.x', until, 'https://cloud.example.org'), /; Secure$/);
  assert.match(
    clearedCookie('https://cloud.example.org'),
    /^synnefo_session=; Path=\/; Max-Age=0; .*; Secure$/,
  );
});
