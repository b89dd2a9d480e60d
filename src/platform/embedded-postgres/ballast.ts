import { randomFillSync } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { errnoOf } from '#platform/file-system';
import type { EventLog } from './postmaster.ts';

const MIB = 1024 * 1024;
/** Four segments of the write-ahead log. */
const BALLAST_BYTES = 64 * MIB;
/** Below this the next segment, of 16 MiB, may not fit any more, and the server ends without it. */
const LET_GO_BELOW = 24 * MIB;
/** So that making it never brings anybody near the end. */
const MAKE_ABOVE = 4 * BALLAST_BYTES;
const PIECE = 1024 * 1024;

/**
 * A file that does nothing but take space, until the disk is full by whatever else grows on it. Then it goes, and the
 * database can write on: deletes, log-ins and stops are committed while somebody makes room. It comes back with the room.
 */
export class Ballast {
  readonly #path: string;
  readonly #log: EventLog;

  constructor(path: string, log: EventLog) {
    this.#path = path;
    this.#log = log;
  }

  /** Lets go or takes again, as so many free bytes ask for. */
  async weigh(freeBytes: number): Promise<void> {
    if (freeBytes < LET_GO_BELOW) await this.#letGo();
    else if (freeBytes > MAKE_ABOVE) await this.#make();
  }

  async #letGo(): Promise<void> {
    try {
      const { size } = await stat(this.#path);
      await rm(this.#path);
      this.#log.error({ bytes: size }, 'the disk is full: the database is given its ballast');
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  async #make(): Promise<void> {
    const size = await stat(this.#path).then(
      (facts) => facts.size,
      () => 0,
    );
    if (size >= BALLAST_BYTES) return;
    const piece = randomFillSync(Buffer.allocUnsafe(PIECE)); // a file system may keep zeros without taking space
    const file = await open(this.#path, 'w', 0o600);
    try {
      for (let at = 0; at < BALLAST_BYTES; at += PIECE) await file.write(piece);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
