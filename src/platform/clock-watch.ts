import { sql } from 'kysely';
import type { Clock } from './clock.ts';
import type { Database } from './database/database.ts';
import type { Logger } from './telemetry/log.ts';

/** A difference that is no drift any more. */
const NOTICED_MS = 2_000;

/**
 * Watches the wall clock (F8). What is removed because it is old is gone for good, even when the clock was wrong: so the
 * clean-ups ask first whether the clock has run steadily, and whoever waits for a time to pass watches it pass.
 */
export class ClockWatch {
  readonly #database: Database<unknown>;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #wall: number;
  #monotonic: number;
  #jumpedAt = -Infinity;
  readonly #watched = new Map<string, number>();

  constructor(options: { database: Database<unknown>; name: string; clock: Clock; log: Logger }) {
    this.#database = options.database;
    this.#name = options.name;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#wall = this.#clock.now().getTime();
    this.#monotonic = this.#clock.monotonic();
  }

  /** True when the wall clock was not set within this time, as far as this process has lived to see it. */
  steadyFor(milliseconds: number): boolean {
    const wall = this.#clock.now().getTime();
    const monotonic = this.#clock.monotonic();
    const jump = wall - this.#wall - (monotonic - this.#monotonic);
    this.#wall = wall;
    this.#monotonic = monotonic;
    if (Math.abs(jump) > NOTICED_MS) {
      this.#jumpedAt = monotonic;
      this.#log.error(
        { service: this.#name, seconds: Math.round(jump / 1000) },
        'the clock was set: what is old is kept until it has run steadily for a while',
      );
    }
    return monotonic - this.#jumpedAt > milliseconds;
  }

  /** How long each of the keys has been among those given at every call; the others are forgotten. Milliseconds. */
  watch(keys: readonly string[]): Map<string, number> {
    const now = this.#clock.monotonic();
    const wanted = new Set(keys);
    for (const key of this.#watched.keys()) if (!wanted.has(key)) this.#watched.delete(key);
    for (const key of wanted) if (!this.#watched.has(key)) this.#watched.set(key, now);
    return new Map([...this.#watched].map(([key, since]) => [key, now - since]));
  }

  /** Compares with the database's clock and raises the alarm when they differ by more than two seconds. To be called every minute. */
  async compare(): Promise<void> {
    this.steadyFor(0);
    const before = this.#clock.now().getTime();
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(this.#database);
    const after = this.#clock.now().getTime();
    const theirs = rows[0]!.now.getTime();
    // Somewhere between the two is when it looked at its clock.
    const difference = theirs < before ? before - theirs : theirs - after;
    if (difference <= NOTICED_MS) return;
    this.#log.error(
      { service: this.#name, seconds: Math.round(difference / 1000) },
      'the clocks of this machine and of the database differ: set them by NTP',
    );
  }
}
