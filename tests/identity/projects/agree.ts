import assert from 'node:assert/strict';
import type { Identity } from '#identity/domain/identity';
import { ownUsage } from '#identity/domain/quota/own-charges';
import { limitDifferences } from '#identity/domain/quota/verify-limits';
import { recountLedger } from '../ledger-check.ts';

/** Limits and pending applications are as they are derived from the rows, and the ledger adds up. */
export async function agree({ service, url }: { service: Identity; url: string }): Promise<void> {
  for await (const differences of limitDifferences(service)) assert.deepEqual(differences, []);
  assert.deepEqual(await recountLedger(url), []);
  const waiting = new Map((await ownUsage(service, {})).map(({ user, quantity }) => [user, quantity]));
  for (const { holder, source, usageMax } of await service.store.holdings.ofUsers(['astakos.pending_app'])) {
    const user = holder.slice('user:'.length);
    assert.equal(
      usageMax,
      source === `project:${user}` ? (waiting.get(user) ?? 0n) : 0n,
      `${holder} ${source}`,
    );
  }
}
