const WINDOW_MS = 8_000;

/** How fast bytes leave now: over the last seconds, so that neither checking nor a pause counts as sending. */
export class Rate {
  #samples: { at: number; done: number }[] = [];

  /** Notes how many have left by now (milliseconds of a clock that only runs forward). */
  note(done: number, at: number): void {
    if (done < (this.#samples.at(-1)?.done ?? 0)) this.#samples = [];
    this.#samples.push({ at, done });
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > WINDOW_MS) this.#samples.shift();
  }

  /** Forgets what was before a pause. */
  reset(): void {
    this.#samples = [];
  }

  /** Bytes a second; 0 while too little is known. */
  get perSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 300) return 0;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }
}
