import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { noKillPoint } from '../faults.ts';
import { silentLog } from '../telemetry/log.ts';
import { issueCommission } from './issue-commission.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { type QuotaHolder, ReleaseTooEarly } from './quota-holder.ts';
import { Settler } from './settler.ts';

interface NoStore extends LedgerStore<NoStore> {
  readonly quota: never;
}

/** A ledger without a database whose holder takes a moment to accept. */
function ledgerOf(issue: () => bigint) {
  const accepted: bigint[] = [];
  const holder = {
    issue: async () => issue(),
    resolve: async ({ accept = [] }: { accept?: readonly bigint[] }) => {
      await sleep(5);
      accepted.push(...accept);
      return { failed: [] };
    },
    away: (cause: unknown) => new Error('away', { cause }),
  } as unknown as QuotaHolder;
  const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);
  const store = { quota: { settled: async () => undefined } } as unknown as NoStore;
  const settler = new Settler({ store, holder, killPoint: noKillPoint, log: silentLog, pause });
  const ledger = { holder, settler, log: silentLog, pause } as unknown as Ledger<NoStore>;
  return { ledger, settler, accepted };
}

test('a release waits for the acceptances of its time, and not for those that keep coming', async () => {
  let tries = 0;
  const { ledger, settler, accepted } = ledgerOf(() => {
    tries += 1;
    if (!accepted.includes(1n)) throw new ReleaseTooEarly('more than is surely held');
    return 7n;
  });
  settler.acceptSoon([1n]);
  let isOver = false;
  const others = (async () => {
    for (let serial = 100n; !isOver; serial += 1n) {
      void settler.accept([serial]);
      await sleep(1);
    }
  })();
  const wanted = { name: 'a release', charges: [], key: 'release', signal: AbortSignal.timeout(5_000) };
  assert.equal(await issueCommission(ledger, wanted).finally(() => (isOver = true)), 7n);
  assert.equal(tries, 2);
  await others;
  await settler.done();
});
