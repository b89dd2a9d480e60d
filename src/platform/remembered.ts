import type { Clock } from './clock.ts';

/** An answer that strangers may ask for as often as they like: it is made once in a while, and shared by all who ask. */
export class Remembered<T> {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  #until = -Infinity;
  #answer: Promise<T> | undefined;

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  /** The answer, made by `make` when the last one is too old. A failure is remembered by nobody. */
  get(make: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    if (this.#answer !== undefined && now < this.#until) return this.#answer;
    const answer = make();
    this.#answer = answer;
    this.#until = now + this.#milliseconds;
    answer.catch(() => {
      if (this.#answer === answer) this.#answer = undefined;
    });
    return answer;
  }
}
