import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadershipLost } from '#platform/database/fence';
import type { ObjectStorage } from '../object-storage.ts';
import { runUpkeep } from './upkeep.ts';

test('a run whose process leads no more is stopped at its heartbeat, and its row is left to the new leader', async () => {
  const lost = new LeadershipLost('another process leads');
  const ended: string[] = [];
  let beat: () => Promise<void> = async () => undefined;
  const storage = {
    turns: { run: (_kind: string, work: () => unknown) => work() },
    every: (_ms: number, _name: string, work: () => Promise<void>) => {
      beat = work;
      return { stop: () => undefined };
    },
    store: {
      upkeep: {
        begin: async () => ({ begun: { id: 1n, began: 0n, position: null, figures: {} } }),
        keep: () => Promise.reject(lost),
        end: async (_id: bigint, outcome: string) => void ended.push(outcome),
      },
    },
  } as unknown as ObjectStorage;
  const work = async ({ signal }: { signal: AbortSignal }): Promise<void> => {
    assert.equal(signal.aborted, false);
    await assert.rejects(beat(), LeadershipLost);
    assert.equal(signal.aborted, true);
    throw new Error('the work noticed');
  };
  await assert.rejects(runUpkeep(storage, 'scrub', undefined, work), /the work noticed/);
  await assert.rejects(
    runUpkeep(storage, 'scrub', undefined, async () => undefined),
    LeadershipLost,
  );
  assert.deepEqual(ended, []);
});
