import { componentOver } from '#contract/program-clients';
import { type ComponentClient } from '#contract/component-client';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runChild } from '#kit/child';
import { Client } from 'pg';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { killPointsIn } from '#kit/kill-points';
import { injectTransport } from '#platform/http/transport';
import { startIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';
import { recountLedger, recountPairs } from './ledger-check.ts';

const CHILD = join(import.meta.dirname, 'quota-kill-child.ts');

test('T-F1 a process killed between any two steps of a commission leaves the ledger whole, and its serials settle the rest', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': 1000n });
  const own = new Client({ connectionString: identity.url });
  await own.connect();
  try {
    await own.query('create table client_effects (serial bigint primary key, quantity bigint not null)');
    const ledger = componentOver(injectTransport(identity.app), COMPONENT_TOKENS.cyclades);
    const points = killPointsIn('src/identity/domain/quota');
    assert.ok(points.length >= 10, `found ${points.join(', ')}`);
    for (const point of [...points, 'client.issued', 'client.recorded']) {
      for (const hit of [1, 3]) {
        await t.test(`killed at ${point}, hit ${hit}`, async () => {
          const ended = await runChild(CHILD, identity.url, `${point}#${hit}=kill`, ada.uuid);
          assert.equal(ended.signal, 'SIGKILL', `the point was not reached: ${ended.output}`);
          assert.deepEqual(await recountLedger(identity.url), [], 'whole before any recovery');
          await recover(ledger, own);
          assert.deepEqual(await ledger.pendingCommissions(), []);
          assert.deepEqual(await recountLedger(identity.url), []);
          assert.deepEqual(await recountPairs(identity.url), []);
          assert.equal(await usage(identity, ada.token, ada.uuid), await effects(own));
        });
      }
    }
    const ended = await runChild(CHILD, identity.url, '', ada.uuid);
    assert.match(ended.output, /^finished \d+\n$/, 'without a fault the same run ends');
    assert.equal(await usage(identity, ada.token, ada.uuid), await effects(own));
  } finally {
    await own.end();
  }
});

type Ledger = ComponentClient;

/** What every service does at its start: a serial in its own table is accepted, one that is not there is rejected. */
async function recover(ledger: Ledger, own: Client): Promise<void> {
  const pending = await ledger.pendingCommissions();
  const { rows } = await own.query<{ serial: string }>(
    'select serial from client_effects where serial = any($1)',
    [pending.map(String)],
  );
  const known = new Set(rows.map(({ serial }) => BigInt(serial)));
  const { failed } = await ledger.resolveCommissions({
    accept: pending.filter((serial) => known.has(serial)),
    reject: pending.filter((serial) => !known.has(serial)),
  });
  assert.deepEqual(failed, []);
}

async function usage(
  identity: Awaited<ReturnType<typeof startIdentity>>,
  token: string,
  uuid: string,
): Promise<bigint> {
  const { json } = await identity.call('GET', '/astakos/account/v1.0/quotas', { token });
  return BigInt((json as Record<string, Record<string, { usage: number }>>)[uuid]!['cyclades.vm']!.usage);
}

async function effects(own: Client): Promise<bigint> {
  const { rows } = await own.query<{ sum: string }>(
    'select coalesce(sum(quantity), 0) as sum from client_effects',
  );
  return BigInt(rows[0]!.sum);
}
