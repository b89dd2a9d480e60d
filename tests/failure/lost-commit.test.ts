import { componentOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { startPostgresProxy } from '#kit/postgres-proxy';
import { injectTransport } from '#platform/http/transport';

import { startIdentity } from '../identity/identity-kit.ts';
import { COMPONENT_TOKENS, pair } from '../identity/open-identity.ts';
import { recountLedger, recountPairs } from '../identity/ledger-check.ts';

test('T-F9 a commit whose answer is lost is resolved by looking, never repeated blindly', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': 1000n });
  const proxy = await startPostgresProxy(identity.url);
  const shaky = await startIdentity(t, { url: proxy.url });
  t.after(() => proxy.stop());
  const ledger = componentOver(injectTransport(shaky.app), COMPONENT_TOKENS.cyclades);
  const wanted = (round: number) => ({
    name: `round ${round}`,
    provisions: pair(ada, 'cyclades.vm', 1n).map((provision) => ({ ...provision, quantity: 1n })),
    idempotencyKey: `lost-commit-${round}`,
  });
  const usage = async (): Promise<number> => {
    const { json } = await identity.call('GET', '/astakos/account/v1.0/quotas', { token: ada.token });
    return (
      (json as Record<string, Record<string, { usage: number }>>)[ada.uuid]?.['cyclades.vm']?.usage ?? -1
    );
  };

  for (let round = 0; round < 10; round += 1) {
    await t.test(`round ${round}`, async () => {
      const lose = round % 2 === 0 ? proxy.loseNextCommitAnswer : proxy.loseNextCommit;
      const before = proxy.lost();
      lose();
      await assert.rejects(ledger.issueCommission(wanted(round)), 'an unknown outcome is no success');
      assert.equal(proxy.lost(), before + 1);
      assert.deepEqual(await recountLedger(identity.url), []);

      const serial = await ledger.issueCommission(wanted(round));
      assert.deepEqual(await ledger.pendingCommissions(), [serial], 'asked again, it is the same commission');

      lose();
      await assert.rejects(ledger.resolveCommissions({ accept: [serial] }));
      await ledger.resolveCommissions({ accept: await ledger.pendingCommissions() });
      assert.deepEqual(await ledger.pendingCommissions(), []);
      assert.equal(await usage(), round + 1);
      assert.deepEqual(await recountLedger(identity.url), []);
      assert.deepEqual(await recountPairs(identity.url), []);
    });
  }
});
