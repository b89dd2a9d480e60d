import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { MAX_PASSWORD_BYTES, Passwords } from './passwords.ts';

test('a hash is argon2id in PHC form, salted, and fits its password only', async () => {
  const [first, second] = [await hashPassword('corréct'), await hashPassword('corréct')];
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(first, second);
  assert.equal(await verifyPassword('corréct', first), true);
  assert.equal(await verifyPassword('correct', first), false);
});

test('a hash of another kind is an error, not a wrong password', async () => {
  await assert.rejects(verifyPassword('x', 'pbkdf2_sha256$1$a$b'), TypeError);
});

test('T-I4 at most two hashes run, 32 wait, and one more is told to come back', async () => {
  const passwords = new Passwords();
  const stored = await hashPassword('secret');
  const tries = Array.from({ length: 40 }, () => passwords.verify('secret', stored));
  const results = await Promise.allSettled(tries);
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(results.filter((result) => result.status === 'fulfilled' && result.value).length, 34);
  assert.equal(refused.length, 6);
  for (const { reason } of refused) {
    assert.equal(reason.status, 503);
    assert.equal(reason.headers['retry-after'], '5');
  }
  assert.equal(await passwords.verify('secret', stored), true, 'a place is free again');
});

test('T-I4 a password over 1,024 bytes is refused when set and wrong when tried', async () => {
  const passwords = new Passwords();
  const long = 'é'.repeat(MAX_PASSWORD_BYTES / 2) + 'x';
  await assert.rejects(passwords.hash(long), { code: 'password_too_long' });
  await assert.rejects(passwords.hash(''), { code: 'password_empty' });
  assert.equal(await passwords.verify(long, await hashPassword('')), false);
  assert.equal(
    await passwords.hash('é'.repeat(MAX_PASSWORD_BYTES / 2)).then((hash) => hash.length > 0),
    true,
  );
});

test('nobody logs in without a stored password, whatever he says', async () => {
  const passwords = new Passwords();
  assert.equal(await passwords.verify('', null), false);
  assert.equal(await passwords.verify('x', null), false);
});
