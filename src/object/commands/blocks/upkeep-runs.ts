import type { TableOutput } from '#platform/commands/table-output';
import type { UpkeepRow } from '../../store/blocks/upkeep.ts';

const SHARDS = 256;

/** Shows runs with what each has counted. */
export function showRuns(runs: readonly UpkeepRow[], figures: readonly string[], out: TableOutput): void {
  out.table(
    ['run', 'state', 'began', 'ended', 'progress', ...figures, 'reason'],
    runs.map((run) => [
      run.id,
      run.outcome ?? 'running',
      timeOf(run.began),
      run.ended === null ? '' : timeOf(run.ended),
      progressOf(run),
      ...figures.map((name) => run.figures[name] ?? 0),
      run.reason ?? '',
    ]),
  );
}

/** Why nothing was started. */
export function busyText(what: string, busy: UpkeepRow | undefined): string {
  return busy === undefined
    ? `Another ${what} is under way.`
    : `A ${what} is under way since ${timeOf(busy.began)}, ${progressOf(busy)} done.`;
}

/** Tells the person at the terminal how far a run is, at each sixteenth of it. */
export function progressNotes(out: TableOutput): (shard: string) => void {
  return (shard) => {
    if (shard.endsWith('f')) out.note(`${shareOf(shard)} done`);
  };
}

function progressOf({ outcome, position }: UpkeepRow): string {
  return outcome === 'done' ? '100 %' : shareOf(position);
}

function shareOf(shard: string | null): string {
  return `${shard === null ? 0 : Math.floor(((Number.parseInt(shard, 16) + 1) * 100) / SHARDS)} %`;
}

function timeOf(microseconds: bigint): string {
  return new Date(Number(microseconds / 1000n)).toISOString();
}
