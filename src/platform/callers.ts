import type { IdentityClient } from '#contract/identity-client';
import { Refusal } from '#contract/refusal';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';

/** Who asks: a user with a valid token. */
export interface Caller {
  user: string;
  /** How identity calls the user. */
  name?: string;
  /** Projects the user is a member of, the own one included. */
  projects: readonly string[];
  /** Charged when a request names none. */
  defaultProject: string;
  groups: readonly string[];
  /** SHA-256 of the token or session that was presented, base64url: what is kept open ends with it. */
  credential: string;
}

/** What is revoked is refused everywhere within this time of the question that was answered last (I7). */
const LIFE_MS = 15_000;
const MOST = 10_000;
const DEADLINE_MS = 10_000;

/** What a service says: its own errors. */
export interface CallerWords {
  badToken(reason: string, cause: unknown): Error;
  /** The token is good, and its user has terms to sign first. */
  termsPending(cause: unknown): Error;
  away(cause: unknown): Error;
}

interface Entry {
  caller: Promise<Caller>;
  until: number;
}

/**
 * The callers behind tokens, by the hash of the token. An answer of identity is used again for a short while and shared by
 * those who ask at the same time. Whatever must not be done with a token that has just ended asks anew.
 */
export class Callers {
  readonly #identity: IdentityClient;
  readonly #clock: Clock;
  readonly #words: CallerWords;
  readonly #known = new LRUCache<string, Entry>({ max: MOST });
  #refusals = 0;

  constructor(identity: IdentityClient, clock: Clock, words: CallerWords) {
    this.#identity = identity;
    this.#clock = clock;
    this.#words = words;
  }

  /** The caller. A token that identity refuses is forgotten at once, and no refusal or outage is remembered. */
  callerOf(token: string, { anew }: { anew: boolean }): Promise<Caller> {
    const credential = createHash('sha256').update(token).digest('base64url');
    const known = this.#known.get(credential);
    const now = this.#clock.monotonic();
    if (!anew && known !== undefined && known.until > now) return known.caller;
    const entry = { caller: this.#ask(token, credential), until: now + LIFE_MS };
    // While a question of one's own is open the others keep what they had.
    if (!anew) this.#keep(credential, entry);
    const refusals = this.#refusals;
    entry.caller.then(
      // An answer that was on its way when a token was refused must not bring it back.
      () => anew && this.#refusals === refusals && this.#keep(credential, entry),
      () => this.#known.get(credential) === entry && this.#known.delete(credential),
    );
    return entry.caller;
  }

  async #ask(token: string, credential: string): Promise<Caller> {
    try {
      const { access } = await this.#identity.validate(token, { signal: AbortSignal.timeout(DEADLINE_MS) });
      return {
        user: access.user.id,
        name: access.user.name,
        projects: access.user.projects,
        defaultProject: access.token.tenant.id,
        groups: access.user.roles.map(({ name }) => name),
        credential,
      };
    } catch (thrown) {
      const isRefusal = thrown instanceof Refusal && [400, 401].includes(thrown.status);
      if (!isRefusal) throw this.#words.away(thrown);
      this.#known.delete(credential);
      this.#refusals += 1;
      throw thrown.code === 'terms_pending'
        ? this.#words.termsPending(thrown)
        : this.#words.badToken(thrown.message, thrown);
    }
  }

  #keep(credential: string, entry: Entry): void {
    const known = this.#known.get(credential);
    if (known !== undefined && known.until >= entry.until) return;
    this.#known.set(credential, entry);
  }
}
