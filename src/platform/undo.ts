/**
 * Steps to take back when a piece of work that spans more than one transaction fails: `push` as you go, `keep` when all
 * is done. Used as `await using undo = new Undo()`: leaving the block without `keep` runs the steps backwards.
 */
export class Undo implements AsyncDisposable {
  #steps: (() => unknown)[] = [];

  push(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** The work is done: nothing is taken back. */
  keep(): void {
    this.#steps = [];
  }

  /** Hands the steps over to a new stack, whose owner now decides when they run. */
  move(): Undo {
    const other = new Undo();
    other.#steps = this.#steps.splice(0);
    return other;
  }

  /** Runs every step, the last first, also when one of them fails; then throws what failed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'could not take back every step');
  }
}
