import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import { PASSWORD, startIdentity } from './identity-kit.ts';

const PATH = '/astakos/ui/cloud-state';

test('an administrator sees how many accounts wait for what; to all others there is nothing there', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const bob = await identity.user('bob@example.org');
  await createUser(identity.service, {
    email: 'new@example.org',
    firstName: 'New',
    lastName: 'Person',
    password: PASSWORD,
  });
  await changeAccount(identity.service, ada.uuid, { isAdmin: true });
  const shown = await identity.call('GET', PATH, { token: ada.token });
  assert.equal(shown.status, 200);
  const { accounts } = shown.json as { accounts: object };
  assert.deepEqual(accounts, { active: 2, unverified: 1, waiting: 0, inactive: 0 });
  assert.equal((await identity.call('GET', PATH, { token: bob.token })).status, 404);
  assert.equal((await identity.call('GET', PATH)).status, 401);
});
