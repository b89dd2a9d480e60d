/** Runs work one after the other within a lane and at most `concurrency` lanes at a time. */
export class Lanes {
  readonly #concurrency: number;
  readonly #lanes = new Map<string, (() => Promise<void>)[]>();
  readonly #waiting: string[] = [];
  readonly #idle: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Work that was added and is not done. */
  size = 0;

  /** Queues a piece of work, which must not throw. */
  add(lane: string, work: () => Promise<void>): void {
    this.size += 1;
    const queue = this.#lanes.get(lane);
    if (queue !== undefined) {
      queue.push(work);
      return;
    }
    this.#lanes.set(lane, [work]);
    this.#waiting.push(lane);
    this.#fill();
  }

  /** Resolves when nothing is left. */
  async idle(): Promise<void> {
    if (this.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #fill(): void {
    while (this.#running < this.#concurrency) {
      const lane = this.#waiting.shift();
      if (lane === undefined) return;
      this.#running += 1;
      void this.#run(lane);
    }
  }

  async #run(lane: string): Promise<void> {
    const work = this.#lanes.get(lane)?.shift();
    try {
      await work?.();
    } finally {
      this.#running -= 1;
      this.size -= 1;
      // after each piece the lane goes to the end of the line, so that a long lane does not starve the others
      if (this.#lanes.get(lane)?.length === 0) this.#lanes.delete(lane);
      else this.#waiting.push(lane);
      if (this.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
      this.#fill();
    }
  }
}
