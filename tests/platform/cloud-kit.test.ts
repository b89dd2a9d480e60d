import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCloud } from '#kit/cloud';

test('a test gets a cloud with an administrator and users of its own, also after a restart', async (t) => {
  const cloud = await startCloud(t, { roles: ['identity', 'gateway'] });
  const alice = await cloud.user({ limits: { 'cyclades.vm': 3 } });
  const me = await alice.post('/astakos/identity/v2.0/tokens', { auth: { token: { id: alice.token } } });
  assert.equal(me.status, 200);
  assert.equal((await alice.get('/astakos/account/v1.0/quotas')).status, 200);
  assert.equal((await cloud.anonymous.get('/astakos/account/v1.0/quotas')).status, 401);
  await cloud.restart();
  assert.equal((await alice.get('/astakos/account/v1.0/quotas')).status, 200);
  assert.equal((await (await cloud.admin()).get('/astakos/account/v1.0/quotas')).status, 200);
});
