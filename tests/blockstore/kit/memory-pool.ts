import type { Aside, ContentFacts, Pool } from '#blockstore/pool';

interface Stored {
  bytes: Buffer;
  facts: ContentFacts;
}

/**
 * A pool in memory that keeps states of contents instead of places, as one over objects with attributes would: what is
 * written under a name takes the place of what was in its trash. It shows that the port needs no files.
 */
export class MemoryPool implements Pool {
  readonly #now: () => number;
  readonly #contents = new Map<string, Stored & { isTrash: boolean }>();
  readonly #bad = new Map<string, Stored>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async write(name: string, pieces: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(pieces);
    const now = this.#now();
    const facts = { size: bytes.length, modifiedMs: now, changedMs: now };
    this.#contents.set(name, { bytes, facts, isTrash: false });
  }

  writePages(name: string, pages: Uint8Array, size: number): Promise<void> {
    return this.write(name, [pages.subarray(0, size)]);
  }

  async read<T>(
    name: string,
    work: (stored: {
      size(): Promise<number>;
      pread(into: Uint8Array, at: number): Promise<number>;
    }) => Promise<T>,
    aside?: Aside,
  ): Promise<T | undefined> {
    const bytes = this.#find(name, aside)?.bytes;
    return (
      bytes && work({ size: async () => bytes.length, pread: async (into, at) => bytes.copy(into, 0, at) })
    );
  }

  async facts(name: string, aside?: Aside): Promise<ContentFacts | undefined> {
    return this.#find(name, aside)?.facts;
  }

  list(shard: string): Promise<string[]> {
    return this.#names(shard, false);
  }

  listTrash(shard: string): Promise<string[]> {
    return this.#names(shard, true);
  }

  async listBad(): Promise<{ name: string; facts: ContentFacts }[]> {
    return [...this.#bad]
      .map(([name, { facts }]) => ({ name, facts }))
      .sort((a, b) => a.facts.changedMs - b.facts.changedMs);
  }

  async setAside(name: string, aside: Aside): Promise<boolean> {
    const found = this.#find(name);
    if (found === undefined) return false;
    const facts = { ...found.facts, changedMs: this.#now() };
    if (aside === 'trash') this.#contents.set(name, { ...found, facts, isTrash: true });
    else {
      this.#bad.set(name, { bytes: found.bytes, facts });
      this.#contents.delete(name);
    }
    return true;
  }

  async takeBack(name: string, aside: Aside): Promise<boolean> {
    const found = this.#find(name, aside);
    if (found === undefined) return false;
    if (this.#find(name) === undefined) this.#contents.set(name, { ...found, isTrash: false });
    if (aside === 'bad') this.#bad.delete(name);
    return true;
  }

  async discard(name: string, aside: Aside): Promise<void> {
    if (aside === 'bad') this.#bad.delete(name);
    else if (this.#contents.get(name)?.isTrash === true) this.#contents.delete(name);
  }

  async forgetTemporary(): Promise<void> {}

  async close(): Promise<void> {}

  #find(name: string, aside?: Aside): Stored | undefined {
    if (aside === 'bad') return this.#bad.get(name);
    const found = this.#contents.get(name);
    return found?.isTrash === (aside === 'trash') ? found : undefined;
  }

  async #names(shard: string, isTrash: boolean): Promise<string[]> {
    return [...this.#contents].flatMap(([name, one]) =>
      name.startsWith(shard) && one.isTrash === isTrash ? [name] : [],
    );
  }
}
