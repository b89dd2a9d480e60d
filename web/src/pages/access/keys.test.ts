import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprintOf } from './key-fingerprint.ts';
import { tokenStanding } from './token-end.ts';

test('the fingerprint of a key is the one that ssh-keygen shows; what is no key has none', async () => {
  const body = 'AAAAC3NzaC1lZDI1NTE5AAAAIHG2y0f1n0oJ8bYp5K3VfYyC1tq0k0Yk3l0m6n7o8p9q';
  assert.equal(
    await fingerprintOf(`ssh-ed25519 ${body} ada@laptop`),
    'SHA256:f4B+MAiHTVvM7CiHptebduEsCa3/DCM5A9qL/ks10e4',
  );
  for (const text of ['', 'ssh-ed25519', 'ssh-ed25519 ***'])
    assert.equal(await fingerprintOf(text), undefined);
});

test('a token is warned about in the fourteen days before its end', () => {
  const standing = (days: number) =>
    tokenStanding(new Date(days * 86_400_000).toISOString(), Date.UTC(1970, 0, 1));
  assert.deepEqual(standing(30), { standing: 'good', days: 30 });
  assert.deepEqual(standing(14), { standing: 'good', days: 14 });
  assert.deepEqual(standing(13.5), { standing: 'soon', days: 13 });
  assert.deepEqual(standing(0.5), { standing: 'soon', days: 0 });
  assert.deepEqual(standing(0), { standing: 'ended', days: 0 });
});
