import { LeadershipLost } from '#platform/database/fence';
import type { UpkeepKind, UpkeepRow } from '../../store/blocks/upkeep.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** A run whose process says nothing for this long is dead, and another one may begin. */
const LEASE_MS = 120_000;
const HEARTBEAT_MS = 20_000;

/** A scrub or a collection that is under way. */
export interface UpkeepRun {
  /** Microseconds; of a scrub that was interrupted, when it first began. */
  began: bigint;
  /** The last shard that was done before it was interrupted. */
  after: string | undefined;
  /** What was counted before it was interrupted. */
  figures: Readonly<Record<string, number>>;
  /** To be obeyed: the service stops, or another process took the run over. */
  signal: AbortSignal;
  /** Says how far it is; on record at the next heartbeat, at the latest when the run ends. */
  advance(shard: string, figures: Record<string, number>): void;
}

/** What a run that was begun has come to, or the one that is under way already. */
export type UpkeepResult<T> = { run: bigint; result: T } | { busy: UpkeepRow | undefined };

/**
 * Runs a scrub or a collection and keeps record of it. One of a kind at a time: in this process those that are asked for
 * wait for each other, and nothing is done while another process has one under way. What the work throws is thrown.
 */
export function runUpkeep<T>(
  storage: ObjectStorage,
  kind: UpkeepKind,
  signal: AbortSignal | undefined,
  work: (run: UpkeepRun) => Promise<T>,
): Promise<UpkeepResult<T>> {
  return storage.turns.run(kind, async () => {
    const { store } = storage;
    const beginning = await store.upkeep.begin(kind, LEASE_MS);
    if (!('begun' in beginning)) return beginning;
    const { id, began, position, figures } = beginning.begun;
    const lost = new AbortController();
    const progress = { position, figures };
    const heartbeat = storage.every(HEARTBEAT_MS, `object.${kind}.heartbeat`, async () => {
      try {
        if (!(await store.upkeep.keep(id, LEASE_MS, progress))) lost.abort();
      } catch (error) {
        // The row is the new leader's to end.
        if (error instanceof LeadershipLost) lost.abort(error);
        throw error;
      }
    });
    const run: UpkeepRun = {
      began,
      after: position ?? undefined,
      figures,
      signal: signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]),
      advance: (shard, counted) => Object.assign(progress, { position: shard, figures: counted }),
    };
    try {
      const result = await work(run);
      await store.upkeep.keep(id, LEASE_MS, progress);
      await store.upkeep.end(id, run.signal.aborted ? 'stopped' : 'done', null);
      return { run: id, result };
    } catch (error) {
      const deposed = [error, lost.signal.reason].some((reason) => reason instanceof LeadershipLost);
      if (!deposed) await store.upkeep.end(id, 'failed', (error as Error).message);
      throw error;
    } finally {
      heartbeat.stop();
    }
  });
}

/** The last ten runs of a kind, newest first. */
export function lastRuns({ store }: ObjectStorage, kind: UpkeepKind): Promise<UpkeepRow[]> {
  return store.upkeep.last(kind, 10);
}

/** Resolves when every run that this process was asked for has ended: the database and the files are needed until then. */
export async function upkeepDone(storage: ObjectStorage): Promise<void> {
  for (const kind of ['scrub', 'collection'] as const) await storage.turns.run(kind, async () => undefined);
}
