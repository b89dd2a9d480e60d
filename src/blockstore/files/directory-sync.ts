import type { FileSystemPort } from '#platform/file-system';
import { SharedTurn } from '#platform/shared-turn';

/**
 * Makes directory entries durable, many at a time: callers that arrive while a directory is being synced share the next
 * sync, because only a sync that began after their rename covers it.
 */
export class DirectorySync {
  readonly #fs: FileSystemPort;
  readonly #turns = new Map<string, SharedTurn<void>>();

  constructor(fs: FileSystemPort) {
    this.#fs = fs;
  }

  /** Resolves when every entry made in `directory` before this call is durable. */
  async sync(directory: string): Promise<void> {
    const turns = this.#turns.get(directory) ?? new SharedTurn();
    this.#turns.set(directory, turns);
    try {
      await turns.run(() => this.#fs.syncDirectory(directory));
    } finally {
      if (turns.isIdle) this.#turns.delete(directory);
    }
  }
}
