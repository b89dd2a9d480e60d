import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { IdentitySchema, SessionsTable } from './schema.ts';

export type Session = Selectable<SessionsTable>;

/** How many tries an account or an address has made in its window, and when the next one is allowed. */
export interface Attempts {
  attempts: number;
  windowStartedAt: Date;
  nextAllowedAt: Date;
}

/** Rows of console sessions and of the counters against guessing. */
export class SessionStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async insert(session: Insertable<SessionsTable>): Promise<void> {
    await this.#db.insertInto('sessions').values(session).execute();
  }

  async remove(secretHash: Buffer): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom('sessions')
      .where('secretHash', '=', secretHash)
      .executeTakeFirst();
    return gone.numDeletedRows > 0n;
  }

  /** Ends the sessions of a user, save one. */
  async removeAll(userId: bigint, except?: Buffer): Promise<void> {
    const query = this.#db.deleteFrom('sessions').where('userId', '=', userId);
    await (except === undefined ? query : query.where('secretHash', '!=', except)).execute();
  }

  /** Keeps the newest sessions of a user and ends the others. */
  async removeOldest(userId: bigint, keep: number): Promise<void> {
    await this.#db
      .deleteFrom('sessions')
      .where('userId', '=', userId)
      .where('id', 'not in', (eb) =>
        eb.selectFrom('sessions').select('id').where('userId', '=', userId).orderBy('id', 'desc').limit(keep),
      )
      .execute();
  }

  async removeExpired(now: Date): Promise<bigint> {
    const gone = await this.#db.deleteFrom('sessions').where('expiresAt', '<', now).executeTakeFirst();
    return gone.numDeletedRows;
  }

  /** Reads a counter and keeps its row until the transaction ends; an absent one is made. */
  async lockAttempts(key: string, now: Date): Promise<Attempts> {
    const { rows } = await sql<Attempts>`
      insert into sign_in_attempts (key, window_started_at, attempts, next_allowed_at)
      values (${key}, ${now}, 0, ${now})
      on conflict (key) do update set key = excluded.key
      returning attempts, window_started_at, next_allowed_at`.execute(this.#db);
    return rows[0]!;
  }

  async writeAttempts(key: string, counter: Attempts): Promise<void> {
    await this.#db.updateTable('signInAttempts').set(counter).where('key', '=', key).execute();
  }

  async forgetAttempts(key: string): Promise<void> {
    await this.#db.deleteFrom('signInAttempts').where('key', '=', key).execute();
  }

  /** Takes one try back from a counter, after it turned out to be no guess. */
  async returnAttempt(key: string): Promise<void> {
    await this.#db
      .updateTable('signInAttempts')
      .set({ attempts: sql<number>`greatest(attempts - 1, 0)` })
      .where('key', '=', key)
      .execute();
  }

  async removeOldAttempts(before: Date): Promise<void> {
    await this.#db.deleteFrom('signInAttempts').where('windowStartedAt', '<', before).execute();
  }
}
