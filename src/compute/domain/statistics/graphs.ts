import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';
import { LETTER_HEIGHT, LETTER_WIDTH } from './letters.ts';
import { type Color, Picture } from './picture.ts';

/*
 * The pictures of the original (spec/node-side 9), drawn here: a program of the system that draws would be one more to install, to start
 * for every picture, and to keep away from what others send us, for six pictures of some hundred dots.
 */

const WHITE: Color = 0xffffff;
const INK: Color = 0x333333;
const GRID: Color = 0xdddddd;
const GREEN: Color = 0x4a9a3c;
const AMBER: Color = 0xd98e04;
const RED: Color = 0xc03a2b;
const BLUE: Color = 0x2f6fb2;

const BAR = { width: 210, height: 10, bar: 68 };
const SERIES = { width: 480, height: 160, left: 56, right: 8, top: 8, bottom: 18 };
/** A value older than so many averages is no value of now. */
const RECENT = 20;
const POINTS_OF_A_WEEK = 7 * 12;

interface Graph {
  /** What it is drawn of. */
  period: StatisticsPeriod;
  /** Drawn of a machine whose network nobody measures: there is nothing to see. */
  needsNetwork: boolean;
  draw(statistics: InstanceStatistics): Buffer;
}

/** Every picture by its name in the address. */
export const GRAPHS = {
  'cpu-bar': { period: 'hour', needsNetwork: false, draw: cpuBar },
  'net-bar': { period: 'hour', needsNetwork: true, draw: netBar },
  'cpu-ts': { period: 'day', needsNetwork: false, draw: (all) => cpuSeries(all, all.cpu.length) },
  'net-ts': { period: 'day', needsNetwork: true, draw: (all) => netSeries(all, all.cpu.length) },
  'cpu-ts-w': { period: 'month', needsNetwork: false, draw: (all) => cpuSeries(all, POINTS_OF_A_WEEK) },
  'net-ts-w': { period: 'month', needsNetwork: true, draw: (all) => netSeries(all, POINTS_OF_A_WEEK) },
} as const satisfies Record<string, Graph>;
export type GraphName = keyof typeof GRAPHS;

/** Whether anything is known of the machine's network. */
export function hasNetwork({ network_received: received }: InstanceStatistics): boolean {
  return received.some((value) => value !== null);
}

function latest(list: readonly (number | null)[]): number {
  return list.slice(-RECENT).findLast((value) => value !== null) ?? 0;
}

function emptyBar(): Picture {
  const picture = new Picture(BAR.width, BAR.height, WHITE);
  picture.fill(0, 0, BAR.bar, BAR.height, GRID);
  return picture;
}

function labelled(picture: Picture, text: string): Buffer {
  picture.frame(0, 0, BAR.bar, BAR.height, INK);
  picture.text(BAR.bar + 6, 1, text, INK);
  return picture.png();
}

function cpuBar({ cpu }: InstanceStatistics): Buffer {
  const percent = Math.min(100, latest(cpu) * 100);
  const picture = emptyBar();
  const color = percent < 75 ? GREEN : percent < 90 ? AMBER : RED;
  picture.fill(0, 0, Math.round((BAR.bar * percent) / 100), BAR.height, color);
  return labelled(picture, `CPU: ${percent.toFixed(1)}%`);
}

function netBar({ network_sent: sent, network_received: received }: InstanceStatistics): Buffer {
  const [tx, rx] = [megabits(latest(sent)), megabits(latest(received))];
  const scale = Math.max(50, Math.ceil(Math.max(tx, rx) / 50) * 50);
  const picture = emptyBar();
  picture.fill(0, 0, Math.round((BAR.bar * tx) / scale), BAR.height / 2, GREEN);
  picture.fill(0, BAR.height / 2, Math.round((BAR.bar * rx) / scale), BAR.height / 2, BLUE);
  return labelled(picture, `TX/RX: ${tx.toFixed(2)}/${rx.toFixed(2)} Mbps`);
}

function megabits(bytesPerSecond: number): number {
  return (bytesPerSecond * 8) / 1e6;
}

type List = readonly (number | null)[];

function cpuSeries({ cpu, start, step }: InstanceStatistics, points: number): Buffer {
  const lines = [
    { values: cpu.slice(-points).map((value) => (value === null ? null : value * 100)), color: GREEN },
  ];
  return series(lines, {
    start: start + (cpu.length - points) * step,
    step,
    top: 100,
    word: (value) => `${value}%`,
  });
}

function netSeries(statistics: InstanceStatistics, points: number): Buffer {
  const { start, step, network_sent: sent, network_received: received } = statistics;
  const bits = (list: List): List => list.slice(-points).map((value) => (value === null ? null : value * 8));
  const lines = [
    { values: bits(sent), color: GREEN },
    { values: bits(received), color: BLUE },
  ];
  const highest = Math.max(
    1000,
    ...lines.flatMap(({ values }) => values.map((value) => (value ?? 0) * 1.05)),
  );
  const top = roundUp(highest);
  return series(lines, { start: start + (sent.length - points) * step, step, top, word: bitsWord });
}

/** The next of 1, 2, 4, 10, 20, 40, … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function bitsWord(value: number): string {
  const [unit, size] = value >= 1e9 ? ['G', 1e9] : value >= 1e6 ? ['M', 1e6] : ['k', 1e3];
  return `${Number((value / size).toPrecision(3))}${unit}b/s`;
}

interface Axes {
  start: number;
  step: number;
  top: number;
  word(value: number): string;
}

function series(lines: { values: List; color: Color }[], { start, step, top, word }: Axes): Buffer {
  const picture = new Picture(SERIES.width, SERIES.height, WHITE);
  const width = SERIES.width - SERIES.left - SERIES.right;
  const height = SERIES.height - SERIES.top - SERIES.bottom;
  const count = Math.max(2, lines[0]?.values.length ?? 0);
  const xOf = (index: number): number => SERIES.left + Math.round((index * (width - 1)) / (count - 1));
  const yOf = (value: number): number =>
    SERIES.top + Math.round((height - 1) * (1 - Math.min(1, value / top)));
  for (let quarter = 0; quarter <= 4; quarter += 1) {
    const value = (top * quarter) / 4;
    picture.fill(SERIES.left, yOf(value), width, 1, GRID);
    const text = word(value);
    picture.text(SERIES.left - 4 - text.length * LETTER_WIDTH, yOf(value) - 3, text, INK);
  }
  timeMarks(picture, { start, step, count, xOf });
  for (const { values, color } of lines) {
    let before: { x: number; y: number } | undefined;
    for (const [index, value] of values.entries()) {
      const here = value === null ? undefined : { x: xOf(index), y: yOf(value) };
      if (here !== undefined) picture.line(before ?? here, here, color);
      before = here;
    }
  }
  picture.frame(SERIES.left, SERIES.top, width, height, INK);
  return picture.png();
}

/** A mark each four hours of a day, or each day of a week, in universal time. */
function timeMarks(
  picture: Picture,
  { start, step, count, xOf }: { start: number; step: number; count: number; xOf(index: number): number },
): void {
  const isDay = step * count <= 86_400;
  const every = isDay ? 4 * 3600 : 86_400;
  for (let at = Math.ceil(start / every) * every; at < start + step * count; at += every) {
    const x = xOf((at - start) / step);
    picture.fill(x, SERIES.top, 1, SERIES.height - SERIES.top - SERIES.bottom, GRID);
    const text = new Date(at * 1000).toISOString().slice(...(isDay ? [11, 16] : [5, 10]));
    picture.text(
      x - 15,
      SERIES.height - SERIES.bottom + Math.floor((SERIES.bottom - LETTER_HEIGHT) / 2),
      text,
      INK,
    );
  }
}
