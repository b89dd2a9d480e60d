/** A transfer must move this much on average, over the whole time that is looked at. */
const BYTES_PER_SECOND = 8 * 1024;
/** Looks per window: a transfer is cut at most a quarter late. */
const LOOKS = 4;

interface Transfer {
  /** Bytes moved so far. */
  moved(): number;
  cut(): void;
  /** Bytes at each look, the oldest first. */
  looks: number[];
}

/** Cuts transfers that move less than 8 KiB a second over a window: they hold memory and a connection. */
export class TransferWatch {
  readonly #transfers = new Set<Transfer>();
  readonly #windowMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Watches until the returned function is called. `cut` is called at most once. */
  watch(moved: () => number, cut: () => void): () => void {
    const transfer = { moved, cut, looks: [moved()] };
    this.#transfers.add(transfer);
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => this.#look(), this.#windowMs / LOOKS);
      this.#timer.unref();
    }
    return () => {
      this.#transfers.delete(transfer);
    };
  }

  #look(): void {
    const least = (BYTES_PER_SECOND * this.#windowMs) / 1000;
    for (const transfer of this.#transfers) {
      const moved = transfer.moved();
      transfer.looks.push(moved);
      if (transfer.looks.length <= LOOKS) continue;
      const before = transfer.looks.shift() ?? 0;
      if (moved - before >= least) continue;
      this.#transfers.delete(transfer);
      transfer.cut();
    }
    if (this.#transfers.size === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
