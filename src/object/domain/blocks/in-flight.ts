import { type ContentMap, mapName } from '#blockstore/block-store';
import { unpackIds } from '#blockstore/content-hash';
import type { Clock } from '#platform/clock';
import { microseconds } from '../microseconds.ts';

/** Something between the first block that it writes, or is told to be there, and the commit of the rows that use them. */
export interface InFlight {
  /** Microseconds since 1970. */
  readonly began: bigint;
  /** Newest collection that leaves alone what this has claimed. */
  collection: bigint;
  /** Says that a block or list is going to be used, before it is written or asked for. */
  claim(this: void, name: string): void;
}

interface Reader {
  map: ContentMap;
  names?: Set<string>;
}

/**
 * What this process has in flight. Its own collections leave alone whatever is claimed; those of other processes whatever
 * is younger than the oldest that was in flight here when it last said so. What began before the horizon of a collection
 * that knew nothing of it may no longer be committed.
 */
export class InFlights {
  readonly #clock: Clock;
  readonly #running = new Map<InFlight, Set<string>>();
  readonly #readers = new Set<Reader>();
  /** Claims of what ended while a collection was running here: it may have looked before the end. */
  #ended = new Set<string>();
  #collecting = 0;
  #collection = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs work that writes blocks and commits what uses them. */
  async during<T>(work: (flight: InFlight) => Promise<T>): Promise<T> {
    const claims = new Set<string>();
    const flight: InFlight = {
      began: microseconds(this.#clock),
      collection: this.#collection,
      claim: (name) => void claims.add(name),
    };
    this.#running.set(flight, claims);
    try {
      return await work(flight);
    } finally {
      this.#running.delete(flight);
      if (this.#collecting > 0) for (const name of claims) this.#ended.add(name);
    }
  }

  /** Runs a collection of this process; what ends meanwhile keeps its claims until it is over. */
  async whileCollecting<T>(work: () => Promise<T>): Promise<T> {
    this.#collecting += 1;
    try {
      return await work();
    } finally {
      this.#collecting -= 1;
      if (this.#collecting === 0) this.#ended = new Set();
    }
  }

  /** Gives the bytes of a content, which the collections of this process leave alone until their reader has ended. */
  async *reading(map: ContentMap, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const reader: Reader = { map };
    this.#readers.add(reader);
    try {
      yield* bytes;
    } finally {
      this.#readers.delete(reader);
    }
  }

  isClaimed(name: string): boolean {
    for (const reader of this.#readers) {
      // Most readers have ended before anybody asks.
      reader.names ??= new Set([
        mapName(reader.map.hash, reader.map.sizeBytes),
        ...unpackIds(reader.map.ids),
      ]);
      if (reader.names.has(name)) return true;
    }
    for (const claims of this.#running.values()) if (claims.has(name)) return true;
    return this.#ended.has(name);
  }

  /** When the oldest began, or now. Microseconds. */
  oldest(): bigint {
    const now = microseconds(this.#clock);
    return [...this.#running.keys()].reduce((least, { began }) => (began < least ? began : least), now);
  }

  /** Newest collections that leave alone what is in flight here, or begins now; each once. */
  collections(): Set<bigint> {
    return new Set([this.#collection, ...[...this.#running.keys()].map(({ collection }) => collection)]);
  }

  /**
   * A collection of this process has begun: it knows of all that is in flight here. What one of another process has
   * overtaken before stays overtaken: `missed` are the latest horizons since each of `collections`.
   */
  toldOf(collection: bigint, missed: ReadonlyMap<bigint, bigint | undefined>): void {
    this.#collection = collection;
    for (const flight of this.#running.keys()) {
      const horizon = missed.get(flight.collection);
      if (horizon === undefined || flight.began >= horizon) flight.collection = collection;
    }
  }

  /** A collection of another process has begun: what begins here from now on is younger than its horizon. */
  saw(collection: bigint): void {
    if (collection > this.#collection) this.#collection = collection;
  }
}
