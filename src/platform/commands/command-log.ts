import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';

export interface CommandLogOptions {
  /** The data directory of the cloud; the log of each run is a file in `log/commands` of it. */
  dataDirectory: string;
  command: string;
  /** The line as it was given. */
  words: readonly string[];
  /** Secrets on the line. */
  secrets: readonly string[];
  /** Who runs it, as the system knows him. */
  user: string;
  clock: Clock;
  /** Called before anything of the directory is touched: root must not follow what its owner laid there. */
  becomeOwner(): Promise<void>;
  /** Newest files that stay. */
  kept: number;
  /** Told, once, why the log cannot be written. */
  onFailure(reason: string): void;
}

/** Of one file. A command that says more is cut off, with a line that says so. */
const MOST_BYTES = 1024 * 1024;
/** Of one line, and of one word. */
const MOST_CHARACTERS = 1024;

/**
 * What one run of a command did: who, when, with which words, all it said, and how it ended (spec/compute-backend 6.1). One JSON
 * document a line, so that no name from outside can forge one. Secrets are stars. Nothing of it stops the command.
 */
export class CommandLog {
  readonly #options: CommandLogOptions;
  readonly #secrets = new Set<string>();
  readonly #began: number;
  /** Lines until the file is opened; undefined after that. */
  #waiting: string[] | undefined = [];
  #file: number | undefined;
  #bytes = 0;
  #unfinished = { out: '', err: '' };

  constructor(options: CommandLogOptions) {
    const { clock, command, words, secrets, user } = options;
    this.#options = options;
    this.#began = clock.monotonic();
    for (const secret of secrets) this.hide(secret);
    this.#record({ event: 'began', command, words: words.slice(0, 1000), user, pid: process.pid });
  }

  /** Writes this text as stars from now on. */
  hide(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /** Keeps what the command says. */
  said(stream: 'out' | 'err', text: string): void {
    const lines = (this.#unfinished[stream] + text).split('\n');
    this.#unfinished[stream] = (lines.pop() ?? '').slice(0, MOST_BYTES);
    for (const line of lines) this.#record({ [stream]: line.replace(/\r$/, '') });
  }

  /** Keeps a line of the service's own log, which is JSON. */
  logged(line: string): void {
    this.#record({ log: line.trimEnd() });
  }

  /** From here on everything goes to the file, and the process is the user whom the data directory belongs to. */
  async open(): Promise<void> {
    if (this.#waiting === undefined) return;
    let failed: unknown;
    await this.#options.becomeOwner().catch((error: unknown) => (failed = error));
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (failed !== undefined) return this.#fail(failed);
    try {
      this.#file = this.#openFile();
    } catch (error) {
      return this.#fail(error);
    }
    for (const line of waiting) this.#write(line);
  }

  /** Writes how it ended, and closes the file. */
  async end(exitCode: number): Promise<void> {
    for (const stream of ['out', 'err'] as const)
      if (this.#unfinished[stream] !== '') this.said(stream, '\n');
    this.#bytes = 0; // the end is written whatever was said before
    const { clock } = this.#options;
    this.#record({ event: 'ended', exitCode, milliseconds: Math.round(clock.monotonic() - this.#began) });
    if (existsSync(join(this.#options.dataDirectory, 'secrets.json'))) await this.open();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #record(fields: Record<string, unknown>): void {
    const line = JSON.stringify({ time: this.#options.clock.now().toISOString(), ...fields }, (_, value) =>
      typeof value === 'string' ? this.#bounded(this.#masked(value)) : (value as unknown),
    );
    if (this.#bytes > MOST_BYTES) return;
    this.#bytes += line.length;
    const cut = this.#bytes > MOST_BYTES ? `${JSON.stringify({ event: 'cut off' })}\n` : '';
    if (this.#waiting === undefined) this.#write(`${line}\n${cut}`);
    else this.#waiting.push(`${line}\n${cut}`);
  }

  #masked(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, '***');
    return masked;
  }

  #bounded(text: string): string {
    return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  }

  #write(line: string): void {
    if (this.#file === undefined) return;
    try {
      writeSync(this.#file, line);
    } catch (error) {
      closeSync(this.#file);
      this.#file = undefined;
      this.#fail(error);
    }
  }

  #openFile(): number {
    const { dataDirectory, command, clock, kept } = this.#options;
    const directory = join(dataDirectory, 'log', 'commands');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const stamp = clock.now().toISOString().replaceAll(/\D/g, '').slice(2, 14);
    const file = join(directory, `${stamp}_${command}_${process.pid}.log`);
    const opened = openSync(file, 'a', 0o600);
    const others = readdirSync(directory).filter((name) => name.endsWith('.log') && !file.endsWith(name));
    for (const old of others.sort().slice(0, Math.max(0, others.length + 1 - kept)))
      rmSync(join(directory, old), { force: true });
    return opened;
  }

  #fail(error: unknown): void {
    this.#options.onFailure((error as Error).message);
  }
}
