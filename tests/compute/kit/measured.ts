import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';

const POINTS: Record<StatisticsPeriod, [points: number, step: number]> = {
  hour: [60, 60],
  day: [288, 300],
  month: [372, 7200],
  year: [366, 86_400],
};

/** What the embedded manager would tell of a machine that was off at first and is half busy since. */
export function measuredBusy(period: StatisticsPeriod): InstanceStatistics {
  const [points, step] = POINTS[period];
  const list = (value: number): (number | null)[] =>
    Array.from({ length: points }, (_, index) => (index < points / 4 ? null : value));
  return {
    period,
    step,
    start: (Math.floor(Date.now() / 1000 / step) - points + 1) * step,
    cpu: list(0.5),
    memory: list(300 * 1024 * 1024),
    disk_read: list(1_000_000),
    disk_written: list(250_000),
    network_received: list(2_500_000),
    network_sent: list(125_000),
  };
}
