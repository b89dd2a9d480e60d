import { LRUCache } from 'lru-cache';
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
  readonly #known: LRUCache<string, ContainerRow>;

  constructor(clock: Clock) {
    this.#known = new LRUCache({
      max: CAPACITY,
      ttl: LIFE_MS,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  get(path: { account: string; container: string }): ContainerRow | undefined {
    return this.#known.get(keyOf(path));
  }

  add(container: ContainerRow): void {
    this.#known.set(keyOf({ account: container.account, container: container.name }), container);
  }

  forget(path: { account: string; container: string }): void {
    this.#known.delete(keyOf(path));
  }
}

function keyOf({ account, container }: { account: string; container: string }): string {
  return `${account}/${container}`;
}
