import { databaseWatch } from '#platform/repeated-work/database-watch';
import { recoverCommissions } from '#platform/quota/recovery';
import type { RepeatedWork } from '#platform/repeated-work/repeated-work';
import { collectBlocks } from '../domain/blocks/collect-blocks.ts';
import { convertWaiting } from '../domain/conversion/convert.ts';
import { scrubWhenDue } from '../domain/blocks/scrub-blocks.ts';
import { removeDetached } from '../domain/containers/remove-containers.ts';
import type { WritableStorage } from '../domain/objects/writable-storage.ts';
import { sumContents } from '../domain/objects/checksums.ts';
import { removeExpired } from '../domain/objects/expiry.ts';
import { beatHeart } from './heartbeat.ts';

/** Nothing is removed for its age before the clock has run steadily for this long (F8). */
const STEADY_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The repeated work of object storage. */
export const objectWork: readonly RepeatedWork<WritableStorage>[] = [
  ...databaseWatch('object'),
  { name: 'object.heartbeat', everyMs: 10_000, by: 'each process', atStart: true, run: beatHeart },
  {
    name: 'object.commissions.recover',
    everyMs: MINUTE_MS,
    by: 'leader',
    atStart: true,
    run: ({ ledger }) => recoverCommissions(ledger),
  },
  { name: 'object.containers.remove', everyMs: 10_000, by: 'leader', atStart: true, run: removeDetached },
  {
    name: 'object.objects.expire',
    everyMs: 30_000,
    by: 'leader',
    // Readers do not see what has expired; here it is removed, which a clock that jumped must not do.
    run: async (storage, signal) => {
      if (storage.clockWatch.steadyFor(STEADY_MS)) await removeExpired(storage, undefined, signal);
    },
  },
  { name: 'object.images.convert', everyMs: 2_000, by: 'leader', atStart: true, run: convertWaiting },
  { name: 'object.contents.sum', everyMs: 5_000, by: 'leader', run: sumContents },
  {
    name: 'object.blocks.tidy',
    everyMs: HOUR_MS / 2,
    by: 'leader',
    run: async ({ blocks, clock, clockWatch }) => {
      const now = clock.now().getTime();
      await blocks.forgetTemporary(now);
      if (clockWatch.steadyFor(STEADY_MS)) await blocks.emptyBad(now);
    },
  },
  {
    name: 'object.blocks.collect',
    everyMs: 6 * HOUR_MS,
    by: 'leader',
    run: (storage, signal) => collectBlocks(storage, storage.limits.blockGraceMs, signal),
  },
  { name: 'object.blocks.scrub', everyMs: HOUR_MS, by: 'leader', run: scrubWhenDue },
  // What a process has taken in itself, and the disk that it sees.
  {
    name: 'object.room.sweep',
    everyMs: HOUR_MS / 2,
    by: 'each process',
    run: (storage) => storage.room.sweep(storage),
  },
  {
    name: 'object.room.when-low',
    everyMs: MINUTE_MS,
    by: 'each process',
    run: (storage) => storage.room.whenLow(storage),
  },
];
