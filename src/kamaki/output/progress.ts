import type { Writable } from 'node:stream';
import { formatSize } from './format-size.ts';

/** A bar on a terminal, or nothing at all. */
export interface Progress {
  add(amount: number): void;
  /** Ends the bar; what is written next starts on its own line. */
  stop(): void;
}

export const noProgress: Progress = { add: () => undefined, stop: () => undefined };

/** Starts a bar over a number of bytes. The library is loaded only when a bar is really shown. */
export async function byteBar(stream: Writable, title: string, totalBytes: number): Promise<Progress> {
  const bar = await startBar(
    stream,
    `${title.padEnd(20)} {bar} {percentage}% | {done}/{whole} | {rate}/s | {left}`,
    totalBytes,
    (value) => ({
      done: formatSize(value),
      whole: formatSize(totalBytes),
    }),
  );
  return bar;
}

/** Starts a bar from 0 to 100 that is set rather than added to. */
export async function percentBar(
  stream: Writable,
  title: string,
): Promise<{ set(percent: number, text: string): void; stop(): void }> {
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    {
      stream: stream as NodeJS.WriteStream,
      format: `${title} {bar} {percentage}% | {text}`,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(100, 0, { text: '' });
  return {
    set: (percent, text) => bar.update(percent, { text }),
    stop: () => bar.stop(),
  };
}

async function startBar(
  stream: Writable,
  format: string,
  total: number,
  shown: (value: number) => Record<string, string>,
): Promise<Progress> {
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    { stream: stream as NodeJS.WriteStream, format, hideCursor: true, clearOnComplete: false },
    Presets.shades_classic,
  );
  const began = performance.now();
  let done = 0;
  const speed = (): Record<string, string> => {
    const perSecond = (done * 1000) / Math.max(performance.now() - began, 1);
    const left = perSecond > 0 ? `${Math.ceil((total - done) / perSecond)}s` : '-';
    return { rate: formatSize(Math.round(perSecond)), left };
  };
  bar.start(total, 0, { ...shown(0), ...speed() });
  return {
    add: (amount) => {
      done += amount;
      bar.update(done, { ...shown(done), ...speed() });
    },
    stop: () => bar.stop(),
  };
}
