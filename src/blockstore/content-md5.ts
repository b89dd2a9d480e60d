import { createHash, type Hash } from 'node:crypto';
import { HASHED_APART_BYTES, type HashThreads, type Md5Stream } from './hash-threads.ts';

/** The MD5 of a content, piece after piece: here while its pieces are small, in another thread from its first large one. */
export class ContentMd5 implements Disposable {
  readonly #threads: HashThreads;
  #local: Hash | undefined;
  #apart: Md5Stream | undefined;

  constructor(threads: HashThreads) {
    this.#threads = threads;
  }

  /** Takes the next bytes; they must stay as they are until this resolves. */
  async update(bytes: Uint8Array): Promise<void> {
    const small = bytes.length < HASHED_APART_BYTES;
    if (this.#apart === undefined && (small || this.#local !== undefined))
      (this.#local ??= createHash('md5')).update(bytes);
    else await (this.#apart ??= this.#threads.md5()).update(bytes);
  }

  /** Hex digest of all that was given. */
  digest(): Promise<string> {
    const apart = this.#apart;
    this.#apart = undefined;
    if (apart !== undefined) return apart.digest();
    return Promise.resolve((this.#local ?? createHash('md5')).digest('hex'));
  }

  /** Forgets what was not finished. */
  [Symbol.dispose](): void {
    this.#apart?.drop();
    this.#apart = undefined;
  }
}
