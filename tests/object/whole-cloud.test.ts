import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { settledQuotas } from '#kit/settled-quotas';
import { startCloud } from '#kit/cloud';

test(
  'through the gateway, with the real ledger: upload, list, download, quota, delete',
  { timeout: 90_000 },
  async (t) => {
    const cloud = await startCloud(t, { roles: ['identity', 'object', 'gateway'] });
    const alice = await cloud.user({ limits: { 'pithos.diskspace': 40_000_000 } });
    const base = `/pithos/object-store/v1/${alice.uuid}`;
    assert.equal((await alice.put(`${base}/box`)).status, 201);
    const body = randomBytes(21_000_000);
    const etag = createHash('md5').update(body).digest('hex');
    const put = await alice.put(`${base}/box/a%20b/..%2F`, body);
    assert.deepEqual([put.status, put.headers['etag']], [201, etag], put.text);
    const read = await alice.get(`${base}/box/a%20b/..%2F`);
    assert.equal(createHash('md5').update(read.bytes).digest('hex'), etag);
    assert.deepEqual((await alice.get(`${base}/box`)).text, 'a b/../\n');
    assert.equal((await alice.put(`${base}/box/more`, body)).status, 413);
    const quotas = async () => {
      const told = JSON.parse(await settledQuotas(alice)) as Record<
        string,
        Record<string, { usage: number; pending: number }>
      >;
      const quota = told[alice.uuid]?.['pithos.diskspace'];
      return [quota?.usage, quota?.pending];
    };
    assert.deepEqual(await quotas(), [body.length, 0]);
    for (let round = 1; round <= 3; round += 1) {
      // What an answered upload cost is told as accepted: nobody has to ask twice.
      assert.equal((await alice.put(`${base}/box/odd%0Aname-${round}`, 'x'.repeat(100))).status, 201);
      const { json } = await alice.get('/astakos/account/v1.0/quotas');
      const { usage, pending } = (json as Record<string, Record<string, { usage: number; pending: number }>>)[
        alice.uuid
      ]!['pithos.diskspace']!;
      assert.deepEqual([usage, pending], [body.length + 100 * round, 0]);
    }
    for (let round = 1; round <= 3; round += 1)
      assert.equal((await alice.delete(`${base}/box/odd%0Aname-${round}`)).status, 204);
    assert.equal((await alice.head(base)).headers['x-account-bytes-used'], String(body.length));
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => alice.put(`${base}/box/small-${n}`, 'x'.repeat(1000))),
    );
    assert.deepEqual(await quotas(), [body.length + 50_000, 0]);
    assert.equal((await alice.delete(`${base}/box?delimiter=/`)).status, 204);
    assert.equal((await alice.delete(`${base}/box`)).status, 204);
    assert.deepEqual(await quotas(), [0, 0]);
    const logIn = await cloud.anonymous.get('/auth/v1.0', {
      'x-auth-user': alice.email,
      'x-auth-key': alice.token,
    });
    assert.deepEqual([logIn.status, logIn.headers['x-storage-url']], [200, `${cloud.url}${base}`]);
    assert.equal((await cloud.anonymous.get('/info')).status, 200);
  },
);
