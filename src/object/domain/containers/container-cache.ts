import type { Clock } from '#platform/clock';
import type { ContainerRow } from '../../store/rows.ts';

/** Long enough to spare most uploads a query, short enough that nobody notices. */
const LIFE_MS = 1000;
const CAPACITY = 10_000;

/**
 * Containers looked up a moment ago, for the look before an upload takes its bytes: a third of what a small upload asks
 * the database. Everything decided with them is decided again under the container's lock.
 */
export class ContainerCache {
  readonly #clock: Clock;
  readonly #known = new Map<string, { container: ContainerRow; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(path: { account: string; container: string }): ContainerRow | undefined {
    const entry = this.#known.get(keyOf(path));
    return entry !== undefined && entry.until > this.#clock.monotonic() ? entry.container : undefined;
  }

  add(container: ContainerRow): void {
    const key = keyOf({ account: container.account, container: container.name });
    this.#known.delete(key);
    this.#known.set(key, { container, until: this.#clock.monotonic() + LIFE_MS });
    const oldest = this.#known.keys().next();
    if (this.#known.size > CAPACITY && oldest.done !== true) this.#known.delete(oldest.value);
  }

  forget(path: { account: string; container: string }): void {
    this.#known.delete(keyOf(path));
  }
}

function keyOf({ account, container }: { account: string; container: string }): string {
  return `${account}/${container}`;
}
