import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#platform/clock';
import type { Ids } from '#platform/ids';
import type { Secret } from '#platform/secret';

const LIFE_MS = 180 * 24 * 3_600_000;
const NONCE_BYTES = 16;

/** What a browser keeps to be known again: for the `Set-Cookie` header. */
export interface DeviceMark {
  value: string;
  expiresAt: Date;
}

/**
 * Marks of browsers in which an account was logged in to. A mark opens nothing: it only gives its bearer a budget of tries
 * of his own, so that guesses of strangers do not keep the owner out (I2). It names nobody, and is good for one name only.
 */
export class KnownDevices {
  readonly #key: Secret;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(options: { key: Secret; clock: Clock; ids: Ids }) {
    this.#key = options.key;
    this.#clock = options.clock;
    this.#ids = options.ids;
  }

  /** A new mark for an account, by the limiter's key of it. */
  mark(account: string): DeviceMark {
    const expiresAt = new Date(this.#clock.now().getTime() + LIFE_MS);
    const said = `${Math.floor(expiresAt.getTime() / 1000)}.${this.#ids.secret(NONCE_BYTES)}`;
    return { value: `${said}.${this.#seal(account, said)}`, expiresAt };
  }

  /** What counts the tries of this device, or undefined when the mark is none of ours for this account, or too old. */
  recognise(account: string, mark: string | undefined): string | undefined {
    const match = /^((\d{1,12})\.[\w-]{22})\.([\w-]{43})$/.exec(mark ?? '');
    if (match === null) return undefined;
    const [, said = '', expires, seal = ''] = match;
    if (Number(expires) * 1000 <= this.#clock.now().getTime()) return undefined;
    if (!timingSafeEqual(Buffer.from(seal), Buffer.from(this.#seal(account, said)))) return undefined;
    return `device:${said}`;
  }

  #seal(account: string, said: string): string {
    return createHmac('sha256', this.#key.reveal())
      .update(`known device\n${account}\n${said}`)
      .digest('base64url');
  }
}
