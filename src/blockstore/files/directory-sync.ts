import type { FileSystemPort } from '#platform/file-system';

/**
 * Makes directory entries durable, many at a time: callers that arrive while a directory is being synced share the next
 * sync, because only a sync that began after their rename covers it.
 */
export class DirectorySync {
  readonly #fs: FileSystemPort;
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(fs: FileSystemPort) {
    this.#fs = fs;
  }

  /** Resolves when every entry made in `directory` before this call is durable. */
  sync(directory: string): Promise<void> {
    const running = this.#running.get(directory);
    if (running === undefined) return this.#start(directory);
    const waiting = this.#waiting.get(directory);
    if (waiting !== undefined) return waiting;
    const next = running.then(
      () => this.#startWaiting(directory),
      () => this.#startWaiting(directory),
    );
    this.#waiting.set(directory, next);
    return next;
  }

  #startWaiting(directory: string): Promise<void> {
    this.#waiting.delete(directory);
    return this.#start(directory);
  }

  #start(directory: string): Promise<void> {
    const sync = this.#fs.syncDirectory(directory).finally(() => {
      if (this.#running.get(directory) === sync) this.#running.delete(directory);
    });
    this.#running.set(directory, sync);
    return sync;
  }
}
