import { Semaphore } from '#platform/semaphore';
import { refuseBusy } from '../busy.ts';

/** Longer lists of hashes (16,000 of them, 64 GiB of content) take turns. */
const LONG_BYTES = 1024 * 1024;

/**
 * Bounds the memory that long lists of hashes take: read, such a list is several times as large as it was sent. One account
 * sends one at a time, and one is worked on at a time, whoever sent it (F14).
 */
export class HashLists {
  readonly #sent = new Semaphore({ atOnce: 1, waiting: 8, refuse: refuseBusy });
  readonly #inWork = new Semaphore({ atOnce: 1, waiting: 64, refuse: refuseBusy });

  /** Receives and uses a list of so many bytes (unknown ones count as long). Fails with 503 when too many wait already. */
  async run<List, T>(
    account: string,
    bytes: number | undefined,
    receive: () => Promise<List>,
    use: (list: List) => Promise<T>,
  ): Promise<T> {
    if (bytes !== undefined && bytes <= LONG_BYTES) return use(await receive());
    return this.#sent.run(account, async () => {
      const list = await receive();
      return this.#inWork.run('all', () => use(list));
    });
  }
}
