export const WIDTH = 600;
export const HEIGHT = 110;

/** One value over time; null where nothing is known. */
export type Values = readonly (number | null)[];

/** The path of a line, from left to right: it stops where nothing is known. */
export function lineOf(values: Values, top: number): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = '';
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const y = HEIGHT - Math.min(1, value / top) * (HEIGHT - 4) - 2;
    const point = `${Math.round(at * step)} ${Math.round(y * 10) / 10}`;
    const isAlone = (values[at - 1] ?? null) === null;
    // A point without neighbours is drawn, too.
    path += isAlone ? `M${point}h1` : `L${point}`;
  }
  return path;
}

/** The last value that is known of the latest few, and the highest. */
export function lastAndMost(values: Values): { last: number | null; most: number } {
  return {
    last: values.slice(-3).findLast((value) => value !== null) ?? null,
    most: values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0),
  };
}
