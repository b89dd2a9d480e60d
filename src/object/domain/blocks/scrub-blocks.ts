import { type Damage, type Scrubbed, scrub } from '#blockstore/collection/scrub';
import { recordDamage } from './damaged-objects.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import { runUpkeep, type UpkeepResult } from './upkeep.ts';

/** Share of a disk's work that a scrub takes: about a day for 400 GiB. */
const BYTES_PER_SECOND = 5 * 1024 * 1024;
/** Between two files at least: opening a small one is work, too. */
const LEAST_PAUSE_MS = 5;
/** Between the beginnings of two scrubs. */
const INTERVAL_MICROSECONDS = 86_400_000_000n;

export interface ScrubOptions {
  signal?: AbortSignal;
  /** Infinity: as fast as it goes. */
  bytesPerSecond?: number;
  onShard?(shard: string, figures: Scrubbed): void;
}

export interface ScrubReport {
  figures: Scrubbed;
  damages: Damage[];
  complete: boolean;
}

/**
 * Checks every file once, slowly, mends what it can, and puts on record which contents have lost something. A whole run
 * forgets what is on record and was not found any more.
 */
export function scrubBlocks(
  storage: ObjectStorage,
  { signal, bytesPerSecond = BYTES_PER_SECOND, onShard }: ScrubOptions = {},
): Promise<UpkeepResult<ScrubReport>> {
  const { store, log } = storage;
  return runUpkeep(storage, 'scrub', signal, async (run) => {
    const report: ScrubReport = { figures: noneScrubbed(), damages: [], complete: false };
    report.complete = await scrub(storage.blocks, storage.owners, {
      ...(run.after === undefined ? {} : { after: run.after }),
      async goOn(bytes) {
        if (Number.isFinite(bytesPerSecond))
          await storage.pause(Math.max(LEAST_PAUSE_MS, (bytes * 1000) / bytesPerSecond));
        return !run.signal.aborted;
      },
      async onShard({ shard, damages, scrubbed }) {
        report.figures = sumOf(run.figures, scrubbed);
        if (damages.length > 0) {
          report.damages.push(...damages);
          const objects = await recordDamage(storage, damages);
          log.error({ damages, objects }, 'objects have lost content');
        }
        run.advance(shard, { ...report.figures });
        onShard?.(shard, report.figures);
      },
    });
    if (report.complete) await store.damage.forget(run.began);
    return report;
  });
}

/** The scrub of the schedule: goes on with one that was interrupted, and begins one when the last began a day ago. */
export async function scrubWhenDue(storage: ObjectStorage, signal: AbortSignal): Promise<void> {
  const [last] = await storage.store.upkeep.last('scrub', 1);
  const rests = last?.outcome === 'done' || last?.outcome === 'failed';
  if (rests && microseconds(storage.clock) - last.began < INTERVAL_MICROSECONDS) return;
  await scrubBlocks(storage, { signal });
}

function noneScrubbed(): Scrubbed {
  return { files: 0, bytes: 0, repaired: 0, rewritten: 0, bad: 0 };
}

function sumOf(before: Readonly<Record<string, number>>, now: Scrubbed): Scrubbed {
  const sum = { ...now };
  for (const key of ['files', 'bytes', 'repaired', 'rewritten', 'bad'] as const) sum[key] += before[key] ?? 0;
  return sum;
}
