import { printable } from './printable.ts';
import { byteBar, noProgress, percentBar, type Progress, type Terminal } from './progress.ts';

/** Where words go: answers to standard output, everything said about the work to standard error. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** Standard error, where it is a terminal that bars can be drawn on. */
  terminal?: Terminal;
}

export interface OutputOptions {
  /** No remarks and no bars. */
  silent?: boolean;
  /** No bars. */
  bars?: boolean;
}

/** What a command says, whatever its format. Names come from strangers: no control character reaches the terminal. */
export class Output {
  protected readonly streams: Streams;
  readonly #silent: boolean;
  readonly #terminal: Terminal | undefined;

  constructor(streams: Streams, { silent = false, bars = true }: OutputOptions = {}) {
    this.streams = streams;
    this.#silent = silent;
    this.#terminal = bars && !silent ? streams.terminal : undefined;
  }

  /** One line of an answer. */
  line(text: string): void {
    this.streams.out(`${printable(text)}\n`);
  }

  /** A remark about the work: pipes of the answer are free of it. */
  note(text: string): void {
    if (!this.#silent) this.streams.err(`${printable(text)}\n`);
  }

  byteBar(title: string, totalBytes: number): Progress {
    return this.#terminal !== undefined && totalBytes > 0
      ? byteBar(this.#terminal, printable(title), totalBytes)
      : noProgress;
  }

  percentBar(title: string): { set(percent: number, text: string): void; stop(): void } {
    return this.#terminal === undefined
      ? { set: () => undefined, stop: () => undefined }
      : percentBar(this.#terminal, printable(title));
  }
}
