import { componentOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runChild } from '#kit/child';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { createDatabase } from '#kit/database';
import { killPointsIn } from '#kit/kill-points';
import { recoverCommissions } from '#platform/quota/recovery';
import { injectTransport } from '#platform/http/transport';
import { startIdentity } from '../identity/identity-kit.ts';
import { COMPONENT_TOKENS } from '../identity/open-identity.ts';
import { recountLedger, recountPairs } from '../identity/ledger-check.ts';
import { SmallService } from '../platform/quota/small-service.ts';

const CHILD = join(import.meta.dirname, '../platform/quota/kill-child.ts');

test('T-F1 R-I3 a service killed between any two steps of the ledger is charged for exactly its rows after recovery', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': 100_000n });
  const { url, drop } = await createDatabase('queue');
  t.after(drop);
  const transport = injectTransport(identity.app);
  const small = await SmallService.open({ url, identity: transport, user: ada.uuid });
  t.after(() => small.close());
  const holder = componentOver(transport, COMPONENT_TOKENS.cyclades);
  const usage = async (): Promise<bigint> => {
    const quotas = await holder.serviceQuotas({ users: [ada.uuid] });
    return quotas[ada.uuid]![ada.uuid]!['cyclades.vm']!.usage;
  };
  const points = killPointsIn('src/platform/quota');
  assert.deepEqual(points.length, 5, points.join(', '));
  // Each kind of change has its turn; a process takes seconds to start.
  const hits: Record<string, number[]> = {
    'ledger.issued': [1, 2, 4],
    'ledger.recorded': [1, 3],
    'ledger.settled': [1, 3],
  };
  for (const point of points) {
    for (const hit of hits[point] ?? [1]) {
      await t.test(`killed at ${point}, hit ${hit}`, async () => {
        const word = `${point} ${hit}`;
        const ended = await runChild(CHILD, identity.url, url, `${point}#${hit}=kill`, ada.uuid, word);
        assert.equal(ended.signal, 'SIGKILL', `the point was not reached: ${ended.output}`);
        assert.deepEqual(await recountLedger(identity.url), [], 'whole before any recovery');
        await recoverCommissions(small.later());
        // A change that was under way when it died is ended by whoever looks after it.
        for (const name of [`${word} as held`, `${word} otherwise`])
          await small.finish(name, 1n).catch(() => undefined);
        await recoverCommissions(small.later());
        assert.deepEqual(await holder.pendingCommissions(), []);
        assert.deepEqual(await recountLedger(identity.url), []);
        assert.deepEqual(await recountPairs(identity.url), []);
        assert.equal(await usage(), await small.used());
      });
    }
  }
  const ended = await runChild(CHILD, identity.url, url, '', ada.uuid, 'whole');
  assert.equal(ended.output, 'finished\n');
  assert.equal(await usage(), await small.used());
});
