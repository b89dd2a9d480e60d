/** Work that is never done twice at once: whoever asks while it runs gets the next turn, together with all who ask until then. */
export class SharedTurn<T> {
  #turn: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  /** Nothing is done, and nobody waits. */
  get isIdle(): boolean {
    return this.#turn === undefined && this.#next === undefined;
  }

  run(work: () => Promise<T>): Promise<T> {
    if (this.#next !== undefined) return this.#next;
    if (this.#turn === undefined) return this.#begin(work);
    this.#next = this.#turn
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#begin(work);
      });
    return this.#next;
  }

  #begin(work: () => Promise<T>): Promise<T> {
    const turn = work().finally(() => {
      if (this.#turn === turn) this.#turn = undefined;
    });
    this.#turn = turn;
    return turn;
  }
}
