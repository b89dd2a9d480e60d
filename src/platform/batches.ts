interface Entry<Call, Outcome> {
  call: Call;
  keys: readonly string[];
  done(outcome: Outcome): void;
  failed(error: unknown): void;
}

export interface BatchesOptions<Call, Outcome> {
  /** Calls of one batch. */
  most: number;
  /** What a call must not share a batch with: calls of one key are worked on one after the other, in the order in which they came. */
  keysOf(call: Call): readonly string[];
  /** Works on calls together and gives the outcome of each, or why it was refused; throws when all failed. */
  run(calls: readonly Call[]): Promise<readonly (Outcome | Error)[]>;
}

/** A batch that takes longer waits for somebody else's lock, most likely: the next need not wait with it. */
const PATIENCE_MS = 50;
/** Batches at work when all of them are that late. */
const AT_ONCE = 4;

/** Puts calls together: those that come while a batch is at work go in the next. A lone call begins at once. */
export class Batches<Call, Outcome> {
  readonly #options: BatchesOptions<Call, Outcome>;
  readonly #waiting: Entry<Call, Outcome>[] = [];
  readonly #keysAtWork = new Set<string>();
  #atWork = 0;
  /** Of those at work the one that is not late. */
  #prompt: object | undefined;
  #isCalled = false;

  constructor(options: BatchesOptions<Call, Outcome>) {
    this.#options = options;
  }

  /** Resolves to the outcome of the call, rejects with why it was refused. */
  add(call: Call): Promise<Outcome> {
    const { promise, resolve: done, reject: failed } = Promise.withResolvers<Outcome>();
    this.#waiting.push({ call, keys: this.#options.keysOf(call), done, failed });
    if (!this.#isCalled) {
      this.#isCalled = true;
      // what has arrived with it is read first, and goes along
      setImmediate(() => {
        this.#isCalled = false;
        this.#begin();
      });
    }
    return promise;
  }

  #begin(): void {
    if (this.#prompt !== undefined || this.#atWork >= AT_ONCE) return;
    const batch = this.#take();
    if (batch.length > 0) void this.#work(batch);
  }

  /** The first of those that wait, without those whose keys are at work. */
  #take(): Entry<Call, Outcome>[] {
    const batch: Entry<Call, Outcome>[] = [];
    const keys = new Set(this.#keysAtWork);
    for (let at = 0; at < this.#waiting.length && batch.length < this.#options.most;) {
      const entry = this.#waiting[at]!;
      const isFree = entry.keys.every((key) => !keys.has(key));
      // whoever comes later with one of its keys waits for it
      for (const key of entry.keys) keys.add(key);
      if (isFree) batch.push(...this.#waiting.splice(at, 1));
      else at += 1;
    }
    return batch;
  }

  async #work(batch: readonly Entry<Call, Outcome>[]): Promise<void> {
    const mark = {};
    const keys = batch.flatMap((entry) => entry.keys);
    const passOn = (): void => {
      if (this.#prompt === mark) this.#prompt = undefined;
      this.#begin();
    };
    this.#prompt = mark;
    this.#atWork += 1;
    for (const key of keys) this.#keysAtWork.add(key);
    const late = setTimeout(passOn, PATIENCE_MS);
    try {
      const outcomes = await this.#options.run(batch.map(({ call }) => call));
      for (const [at, { done, failed }] of batch.entries()) {
        const outcome = outcomes[at];
        if (outcome instanceof Error) failed(outcome);
        else if (outcome === undefined) failed(new Error('a call of a batch has no outcome'));
        else done(outcome);
      }
    } catch (error) {
      for (const { failed } of batch) failed(error);
    } finally {
      clearTimeout(late);
      this.#atWork -= 1;
      for (const key of keys) this.#keysAtWork.delete(key);
      passOn();
    }
  }
}
