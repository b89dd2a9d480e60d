import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { errnoOf } from '../file-system.ts';

export interface LogFileOptions {
  path: string;
  /** A file that has grown to this many bytes becomes `<path>.1`; 0 leaves that to others. */
  maxBytes: number;
  /** Older files that stay: `<path>.1`, the newest of them, to `<path>.<kept>`. */
  kept: number;
  clock: Clock;
  /** Between two tries while the file cannot be written. */
  retryMs?: number;
}

/** Where the lines of a log go. Nothing of it throws, waits or ends the process: a line that cannot be kept is dropped. */
export interface LogFile {
  /** Takes one line with its end. */
  write(line: string): void;
  /** Goes on in the file that now has the name: after somebody else moved it, or made room. */
  reopen(): void;
  /** Writes what is waiting as far as that is possible within the time, and closes the file. */
  close(limitMs: number): Promise<void>;
}

/** Of lines that wait for a slow or full disk. */
const MOST_WAITING = 4 * 1024 * 1024;
const BATCH_CHARACTERS = 256 * 1024;
/** How often the name is looked at: whether it still leads to our file, and how large that is by everybody's lines. */
const LOOK_MS = 1_000;
const RETRY_MS = 1_000;
/** Lines that come one upon another are gathered for so long: a write for each request was a tenth of what a small request costs. */
const GATHER_MS = 10;
const ROTATE_AGAIN_MS = 60_000;

/**
 * Appends the lines of one process to a file that other processes may write and rotate as well. While it cannot be written
 * (no space, no right, a disk that hangs) lines are dropped and counted; the count is the first line when it can be again.
 */
export function openLogFile(options: LogFileOptions): LogFile {
  return new RotatingFile(options);
}

class RotatingFile implements LogFile {
  readonly #options: LogFileOptions;
  #waiting: string[] = [];
  #waitingLength = 0;
  #work: Promise<void> | undefined;
  #file: FileHandle | undefined;
  #size = 0;
  #lookedAt = -Infinity;
  #rotateFrom = -Infinity;
  #reopenWanted = false;
  #closing = false;
  /** The last write broke off within a line. */
  #torn = false;
  #dropped = 0;
  #reason = '';
  readonly #closed = new AbortController();

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  write(line: string): void {
    if (this.#waitingLength + line.length > MOST_WAITING || this.#closing) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    this.#work ??= this.#writeAll();
  }

  reopen(): void {
    this.#reopenWanted = true;
  }

  async close(limitMs: number): Promise<void> {
    this.#closing = true;
    this.#closed.abort();
    const late = new AbortController();
    const limit = sleep(limitMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.#work, limit]);
    late.abort();
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#nextBatch();
      try {
        await this.#append(lines);
        if (this.#waiting.length > 0) await this.#pause(GATHER_MS);
      } catch (error) {
        this.#dropped += lines.length; // some may have been written: never fewer than are missing
        this.#reason = errnoOf(error) ?? String(error);
        // What is open may be the trouble: a file that was deleted still fills the disk.
        await this.#file?.close().catch(() => undefined);
        this.#file = undefined;
        await this.#pause(this.#options.retryMs ?? RETRY_MS);
      }
    }
    this.#work = undefined;
  }

  #nextBatch(): string[] {
    let length = 0;
    const more = this.#waiting.findIndex((line) => (length += line.length) > BATCH_CHARACTERS);
    const lines = this.#waiting.splice(0, more === -1 ? this.#waiting.length : Math.max(1, more));
    for (const line of lines) this.#waitingLength -= line.length;
    return lines;
  }

  async #append(lines: readonly string[]): Promise<void> {
    const file = await this.#current();
    const dropped = this.#dropped;
    const bytes = Buffer.from((this.#torn ? '\n' : '') + this.#account(dropped) + lines.join(''));
    let done = 0;
    try {
      while (done < bytes.length) {
        const { bytesWritten } = await file.write(bytes, done);
        done += bytesWritten;
      }
    } finally {
      this.#size += done;
      if (done > 0) this.#torn = bytes[done - 1] !== NEWLINE;
    }
    this.#dropped -= dropped;
  }

  /** The line about those that are missing. */
  #account(dropped: number): string {
    if (dropped === 0) return '';
    const time = this.#options.clock.now().toISOString();
    const msg = 'lines of the log were dropped: it could not be written';
    return `${JSON.stringify({ level: WARN, time, dropped, reason: this.#reason || 'too slow', msg })}\n`;
  }

  async #current(): Promise<FileHandle> {
    const { clock, maxBytes } = this.#options;
    const now = clock.monotonic();
    if (this.#file === undefined || this.#reopenWanted) await this.#open();
    else if (now - this.#lookedAt >= LOOK_MS && (await this.#isMoved())) await this.#open();
    else if (maxBytes > 0 && this.#size >= maxBytes && now >= this.#rotateFrom) await this.#rotate();
    return this.#file!;
  }

  async #open(): Promise<void> {
    this.#reopenWanted = false;
    const old = this.#file;
    this.#file = await open(this.#options.path, 'a', 0o600);
    await old?.close().catch(() => undefined);
    this.#size = (await this.#file.stat()).size;
    this.#lookedAt = this.#options.clock.monotonic();
  }

  /** Whether the name leads to another file, or to none, since somebody moved or removed ours. */
  async #isMoved(): Promise<boolean> {
    this.#lookedAt = this.#options.clock.monotonic();
    const ours = await this.#file!.stat();
    this.#size = ours.size;
    try {
      const named = await stat(this.#options.path);
      return named.ino !== ours.ino || named.dev !== ours.dev;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      return true;
    }
  }

  /** A file that cannot be moved goes on growing: lines are worth more than its bound. */
  async #rotate(): Promise<void> {
    if (!(await this.#isMoved())) {
      try {
        await this.#moveAll();
      } catch {
        this.#rotateFrom = this.#options.clock.monotonic() + ROTATE_AGAIN_MS;
        return;
      }
    }
    await this.#open();
  }

  /** Each file takes the next higher number, and the one beyond the last goes. */
  async #moveAll(): Promise<void> {
    const { path, kept } = this.#options;
    if (kept === 0) return unlink(path);
    for (let number = kept - 1; number >= 0; number -= 1) {
      const from = number === 0 ? path : `${path}.${number}`;
      await rename(from, `${path}.${number + 1}`).catch((error: unknown) => {
        if (errnoOf(error) !== 'ENOENT') throw error;
      });
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#closing) return;
    await sleep(milliseconds, undefined, { signal: this.#closed.signal, ref: false }).catch(() => undefined);
  }
}

const NEWLINE = 0x0a;
/** The level of pino's `warn`. */
const WARN = 40;
