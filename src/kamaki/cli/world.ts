import type { Readable, Writable } from 'node:stream';
import type { Transport } from '#contract/transport';

/** Everything outside that a run may touch; tests give their own. */
export interface World {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
  /** Where the settings are when neither `-c` nor anything else says so. */
  configPath: string;
  /** `~` of personality files and the like. */
  home: string;
  /** Aborts when the user stops the run. */
  signal: AbortSignal;
  /** The way to `http://host:port`; `ca` are the certificates to trust instead of the system's. */
  transportTo(origin: string, options: { ca?: string }): Transport;
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number;
  sleep(milliseconds: number): Promise<void>;
}
