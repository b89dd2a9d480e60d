import type { UsageHistoryReply } from '#contract/projects';
import css from './projects.module.css';

const WIDTH = 600;
const HEIGHT = 120;

/** What was used over time, as steps; the upper edge is the most of it. */
export function UsageGraph({ history, label }: { history: UsageHistoryReply; label: string }) {
  return (
    <svg
      className={css.graph}
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 2}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={`${stepsOf(history)} V ${HEIGHT} H 0 Z`} className={css.area} />
      <path d={stepsOf(history)} className={css.line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The path from the begin of the time to its end. */
function stepsOf({ since, until, points }: UsageHistoryReply): string {
  const [from, to] = [Date.parse(since), Date.parse(until)];
  const most = Math.max(1, ...points.map(({ usage }) => Number(usage)));
  const x = (at: string) =>
    Math.round(Math.min(1, Math.max(0, (Date.parse(at) - from) / Math.max(1, to - from))) * WIDTH);
  const y = (usage: bigint) => Math.round(HEIGHT - (Number(usage) / most) * (HEIGHT - 4));
  const steps = points.map(({ at, usage }) => `H ${x(at)} V ${y(usage)}`);
  return [`M 0 ${HEIGHT}`, ...steps, `H ${WIDTH}`].join(' ');
}
