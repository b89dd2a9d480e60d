import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Charge } from '#platform/quota/charge';
import type { SerialRow } from '#platform/quota/quota-store';
import type { IntentRow } from '../store/servers/intents.ts';
import type { ServerRow } from '../store/servers/servers.ts';
import type { Store } from '../store/store.ts';
import type { Compute } from './compute.ts';
import { chargesOf, readAmounts, settle, writeAmounts } from './quota.ts';
import { type Amounts, chargeOf, difference, type OperState } from './servers/states.ts';

const SIZE = { cpu: 2, ramMib: 1024, diskGib: 10 };
const at = (operstate: OperState): Amounts => chargeOf(operstate, SIZE);
const charged = (amounts: Amounts): Charge[] => chargesOf('ada', 'lab', amounts);

/** Settles a server that was charged as in one state and is now in another; `held` are the commissions of its change. */
async function settled(from: OperState, to: OperState, held: readonly Amounts[] = []) {
  const rows = held.map((amounts, index) => ({
    serial: BigInt(index + 1),
    decision: 'held' as const,
    charges: charged(amounts),
  }));
  const decided = { accept: [] as bigint[], reject: [] as bigint[] };
  const corrections: Charge[] = [];
  let woken = 0;
  const quota = {
    find: async (serials: readonly bigint[]) =>
      new Map(
        rows.filter(({ serial }) => serials.includes(serial)).map((row) => [row.serial, row as SerialRow]),
      ),
    decide: async (serials: readonly bigint[], decision: 'accept' | 'reject') =>
      void decided[decision].push(...serials),
    corrections: {
      add: async ({ charges }: { charges: readonly Charge[] }) => void corrections.push(...charges),
    },
  };
  const ledger = {
    ids: { uuid: () => 'id' },
    clock: { now: () => new Date(0) },
    wake: async () => void (woken += 1),
  };
  const server = {
    id: 1,
    userId: 'ada',
    project: 'lab',
    charged: JSON.parse(writeAmounts(at(from))) as object,
  };
  const ended = rows.map(({ serial }) => ({ serial }) as IntentRow);
  const column = await settle(
    { ledger } as unknown as Compute,
    { quota } as unknown as Store,
    server as ServerRow,
    {
      operstate: to,
      size: SIZE,
      ended: [...ended, { serial: null } as IntentRow],
    },
  );
  assert.deepEqual(readAmounts(JSON.parse(column) as Record<string, string>), at(to));
  return { ...decided, corrections, woken };
}

test('a change that ended as it was meant to is paid by the commission that was held for it', async () => {
  const start = difference(at('STARTED'), at('STOPPED'));
  assert.deepEqual(await settled('STOPPED', 'STARTED', [start]), {
    accept: [1n],
    reject: [],
    corrections: [],
    woken: 1,
  });
});

test('a change that failed gives back what was held, and charges nothing', async () => {
  const start = difference(at('STARTED'), at('STOPPED'));
  assert.deepEqual(await settled('STOPPED', 'STOPPED', [start]), {
    accept: [],
    reject: [1n],
    corrections: [],
    woken: 1,
  });
});

test('a change that ended otherwise gives back what was held, and is charged for what happened', async () => {
  const start = difference(at('STARTED'), at('STOPPED'));
  assert.deepEqual(await settled('STOPPED', 'DESTROYED', [start]), {
    accept: [],
    reject: [1n],
    corrections: charged(difference(at('DESTROYED'), at('STOPPED'))),
    woken: 1,
  });
});

test('of several changes that ended together one pays, when it fits', async () => {
  const start = difference(at('STARTED'), at('STOPPED'));
  const { accept, reject, corrections } = await settled('STOPPED', 'STARTED', [start, start]);
  assert.deepEqual([accept, reject, corrections], [[1n], [2n], []]);
});

test('what a server does by itself is charged, and a state that costs the same settles nothing', async () => {
  const { corrections } = await settled('STARTED', 'STOPPED');
  assert.deepEqual(corrections, charged(difference(at('STOPPED'), at('STARTED'))));
  assert.deepEqual(await settled('BUILD', 'STARTED'), { accept: [], reject: [], corrections: [], woken: 0 });
});
