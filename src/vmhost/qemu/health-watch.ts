import type { QmpEvent } from './qmp.ts';
import { type Trouble, troubleOfState } from './trouble.ts';

/** Who hears how a machine fares while it runs. */
export interface HealthListener {
  /** What is wrong from now on, null when nothing is any more; with what QEMU said about it. */
  trouble(trouble: Trouble | null, words: string): void;
  /** A disk of the machine failed it, and it goes on all the same. */
  diskFault(operation: string): void;
}

/** What a watch needs of its machine. */
export interface Watched {
  /** QEMU's run state; rejects when it cannot be asked, and waits as long as QEMU is silent. */
  askState(): Promise<string>;
  /** What QEMU wrote about what it met, empty where that cannot be read; never rejects. */
  words(): Promise<string>;
}

/** Keeps what is wrong with a running machine, from its monitor's events and from asking it now and then. */
export class HealthWatch {
  readonly #machine: Watched;
  #listener: HealthListener | undefined;
  #trouble: Trouble | null = null;
  #panicked = false;
  #questionOpen = false;
  #unanswered = 0;
  #isOver = false;

  constructor(machine: Watched) {
    this.#machine = machine;
  }

  /** What is wrong at this moment. */
  get trouble(): Trouble | null {
    return this.#trouble;
  }

  /** Names who hears of it from now on, and tells at once what is wrong already. */
  listen(listener: HealthListener): void {
    this.#listener = listener;
    if (this.#trouble !== null) void this.#tell(this.#trouble);
  }

  /** The machine is on its way to its end: nothing is told any more. */
  end(): void {
    this.#isOver = true;
  }

  /**
   * Asks for a sign of life, without waiting for it; to be called regularly. When `patience` calls in a row found the question
   * still open, or nobody to ask, the machine is silent, until it answers. Calls are counted and not seconds: where we
   * ourselves stood still, the machine is not to blame.
   */
  ask(patience: number): void {
    if (this.#questionOpen) return this.#miss(patience);
    this.#questionOpen = true;
    void this.#machine
      .askState()
      .then(
        (state) => {
          this.#unanswered = 0;
          this.take(state);
        },
        () => this.#miss(patience),
      )
      .finally(() => (this.#questionOpen = false));
  }

  #miss(patience: number): void {
    this.#unanswered += 1;
    if (this.#unanswered >= patience) this.#set('silent');
  }

  /** Takes in a run state. */
  take(state: string): void {
    this.#set(troubleOfState(state) ?? (this.#panicked ? 'guest-panicked' : null));
  }

  /** Takes in an event. */
  onEvent({ event, data }: QmpEvent): void {
    if (event === 'STOP') this.#askNow();
    else if (event === 'RESUME') this.take('running');
    else if (event === 'GUEST_PANICKED') this.#setPanicked(true);
    else if (event === 'RESET') this.#setPanicked(false);
    else if (event === 'BLOCK_IO_ERROR' && data['action'] !== 'stop' && !this.#isOver)
      this.#listener?.diskFault(data['operation'] === 'read' ? 'read' : 'write');
  }

  /** Why it stopped is in its state. Where that cannot be asked now, the next regular question finds it. */
  #askNow(): void {
    this.#machine.askState().then(
      (state) => this.take(state),
      () => undefined,
    );
  }

  #setPanicked(panicked: boolean): void {
    this.#panicked = panicked;
    if (panicked) this.#set('guest-panicked');
    else if (this.#trouble === 'guest-panicked') this.#set(null);
  }

  #set(trouble: Trouble | null): void {
    if (trouble === this.#trouble || this.#isOver) return;
    this.#trouble = trouble;
    void this.#tell(trouble);
  }

  async #tell(trouble: Trouble | null): Promise<void> {
    const words = trouble === 'internal-error' ? await this.#machine.words() : '';
    if (trouble === this.#trouble && !this.#isOver) this.#listener?.trouble(trouble, words);
  }
}
