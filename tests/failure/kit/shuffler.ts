import { setTimeout as sleep } from 'node:timers/promises';

/** How a set of messages is disturbed. */
export interface Disturbance {
  /** Each message comes once up to this often. */
  copies: number;
  /** A copy moves back by up to so many places. */
  window: number;
  /** The part of all copies that comes long after everything, as after an outage. */
  late: number;
}

export const ROUGH: Disturbance = { copies: 5, window: 12, late: 0.1 };

/** The messages again, repeated and in another order; the same random numbers give the same order. */
export function shuffled<T>(
  messages: readonly T[],
  random: () => number,
  { copies, window, late }: Disturbance = ROUGH,
): T[] {
  const placed = messages.flatMap((message, index) =>
    Array.from({ length: 1 + Math.floor(random() * copies) }, () => {
      const at = random() < late ? messages.length * (1 + random()) : index + random() * random() * window;
      return { at, message };
    }),
  );
  return placed.sort((a, b) => a.at - b.at).map(({ message }) => message);
}

/** Publishes what it is given as a bad network would: several times, later, each copy by itself. */
export class RoughPublisher<T> {
  readonly #publish: (message: T, copy: number) => Promise<void>;
  readonly #random: () => number;
  readonly #underWay = new Set<Promise<void>>();

  constructor(publish: (message: T, copy: number) => Promise<void>, random: () => number) {
    this.#publish = publish;
    this.#random = random;
  }

  /** Takes the message; its copies come within the next moments. */
  send(message: T): void {
    const copies = 1 + Math.floor(this.#random() * ROUGH.copies);
    for (let copy = 0; copy < copies; copy += 1) {
      const delayMs = this.#random() * this.#random() * 400;
      const sent = sleep(delayMs).then(() => this.#publish(message, copy));
      this.#underWay.add(sent);
      void sent.finally(() => this.#underWay.delete(sent));
    }
  }

  /** Resolves when every copy was published. */
  async quiet(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}
