import type { Writable } from 'node:stream';
import { barLine, byteLine } from './progress-line.ts';

/** A bar on a terminal, or nothing at all. */
export interface Progress {
  add(amount: number): void;
  /** Takes the line away; what is written next stands in its place. */
  stop(): void;
}

export const noProgress: Progress = { add: () => undefined, stop: () => undefined };

/** A terminal: `columns` follows its width. */
export type Terminal = Writable & { columns?: number };

/** Between two drawings; more is not seen and costs the terminal. */
const REDRAW_MS = 100;
const WIDTH = 80;

/** Starts a bar over a number of bytes, with speed and time left. */
export function byteBar(terminal: Terminal, title: string, totalBytes: number): Progress {
  const began = performance.now();
  let done = 0;
  const line = lineOn(terminal, (columns) =>
    byteLine({ title, done, total: totalBytes, seconds: (performance.now() - began) / 1000 }, columns),
  );
  return {
    add: (amount) => {
      done += amount;
      line.draw();
    },
    stop: line.clear,
  };
}

/** Starts a bar from 0 to 100 that is set rather than added to. */
export function percentBar(
  terminal: Terminal,
  title: string,
): { set(percent: number, text: string): void; stop(): void } {
  let [percent, text] = [0, ''];
  const line = lineOn(terminal, (columns) => barLine(title, percent / 100, [text], columns));
  return {
    set: (now, words) => {
      [percent, text] = [now, words];
      line.draw();
    },
    stop: line.clear,
  };
}

/**
 * One line that is drawn over and over and then gone. The cursor is left visible and no mode of the terminal is changed, so
 * that nothing has to be put back, whatever ends the process.
 */
function lineOn(terminal: Terminal, text: (columns: number) => string): { draw(): void; clear(): void } {
  let drawnAt = -Infinity;
  return {
    draw: () => {
      const now = performance.now();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      terminal.write(`\r${text(terminal.columns ?? WIDTH)}\u001B[K`);
    },
    clear: () => {
      if (drawnAt > -Infinity) terminal.write('\r\u001B[K');
    },
  };
}
