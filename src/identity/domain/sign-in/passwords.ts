import { Semaphore } from '#platform/semaphore';
import { fail } from '../../errors.ts';
import { hashPassword, QUICK, verifyPassword } from './password-hash.ts';
import { refuseBusy } from './too-busy.ts';

/** Bytes of a password; more would only make the hash work longer (I4). */
export const MAX_PASSWORD_BYTES = 1024;
/** Hashes at once: argon2 runs in the thread pool that also reads files, which must keep threads of its own (I4). */
const AT_ONCE = 2;
const QUEUE = 32;

/**
 * Makes and checks password hashes, two at a time with 32 waiting; one more is refused with `too_busy` and Retry-After.
 * A check for an account that does not exist costs the same as a real one.
 */
export class Passwords {
  readonly #turns = new Semaphore({ atOnce: AT_ONCE, waiting: QUEUE, refuse: refuseBusy });
  readonly #hashPassword: (password: string) => Promise<string>;
  #dummy: Promise<string> | undefined;

  /** `quick` is for tests alone: such a hash keeps nobody from guessing. */
  constructor({ quick = false }: { quick?: boolean } = {}) {
    this.#hashPassword = quick
      ? (password) => hashPassword(password, QUICK)
      : (password) => hashPassword(password);
  }

  /** Refuses passwords that are empty or longer than 1,024 bytes. */
  async hash(password: string): Promise<string> {
    if (password === '') fail('password_empty');
    if (tooLong(password)) fail('password_too_long', { limit: MAX_PASSWORD_BYTES });
    return this.#turns.run('', () => this.#hashPassword(password));
  }

  /** Whether the password is the stored one. Without a stored hash it works just as long and says no (I3). */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const checked = tooLong(password) ? '' : password;
    return this.#turns.run('', async () => {
      this.#dummy ??= this.#hashPassword('');
      const matches = await verifyPassword(checked, stored ?? (await this.#dummy));
      return matches && stored !== null && checked !== '';
    });
  }

  /** Prepares the hash that unknown accounts are checked against, so that the first of them takes no longer. */
  async warmUp(): Promise<void> {
    this.#dummy ??= this.#hashPassword('');
    await this.#dummy;
  }
}

function tooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_PASSWORD_BYTES;
}
