import { type Kysely, sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { SessionsTable } from './schema/sign-in.ts';
import type { IdentitySchema } from './schema.ts';

/** How many tries an account or an address has made in its window, and when the next one is allowed. */
export interface Attempts {
  attempts: number;
  windowStartedAt: Date;
  nextAllowedAt: Date;
}

export type SessionRow = RowOf<SessionsTable>;

const sessionColumns = columns('sessions', [
  ...([
    'id',
    'secret_hash',
    'user_id',
    'created_at',
    'expires_at',
    'last_used_at',
    'address',
    'user_agent',
  ] as const),
]);

/** Rows of ways to log in, of console sessions and of the counters against guessing. */
export class SignInStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async insertSession(session: NewRowOf<SessionsTable>): Promise<void> {
    await this.#db.insertInto('sessions').values(toColumns(session)).execute();
  }

  async remove(secretHash: Buffer): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom('sessions')
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    return gone.numDeletedRows > 0n;
  }

  /** Sessions of a user that are not over, the newest first. */
  sessionsOf(userId: bigint, now: Date): Promise<SessionRow[]> {
    return this.#db
      .selectFrom('sessions')
      .select(sessionColumns)
      .where('user_id', '=', userId)
      .where('expires_at', '>', now)
      .orderBy('id', 'desc')
      .execute();
  }

  /** Ends a session of a user by its number. */
  async removeOf(userId: bigint, id: bigint): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    return gone.numDeletedRows > 0n;
  }

  /** Notes when sessions were used; one that was used later, by what another process saw, stays so. */
  async noteUse(uses: readonly { secretHash: Buffer; at: Date }[]): Promise<void> {
    const hashes = uses.map(({ secretHash }) => secretHash);
    const times = uses.map(({ at }) => at.toISOString());
    await sql`
      update sessions s set last_used_at = greatest(s.last_used_at, u.at)
      from unnest(${hashes}::bytea[], ${times}::timestamptz[]) u (hash, at)
      where s.secret_hash = u.hash`.execute(this.#db);
  }

  /** Ends the sessions of a user, save one. */
  async removeAll(userId: bigint, except?: Buffer): Promise<void> {
    const query = this.#db.deleteFrom('sessions').where('user_id', '=', userId);
    await (except === undefined ? query : query.where('secret_hash', '!=', except)).execute();
  }

  /** Keeps the newest sessions of a user and ends the others. */
  async removeOldest(userId: bigint, keep: number): Promise<void> {
    await this.#db
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', 'not in', (eb) =>
        eb
          .selectFrom('sessions')
          .select('id')
          .where('user_id', '=', userId)
          .orderBy('id', 'desc')
          .limit(keep),
      )
      .execute();
  }

  async removeExpired(now: Date): Promise<bigint> {
    const gone = await this.#db.deleteFrom('sessions').where('expires_at', '<', now).executeTakeFirst();
    return gone.numDeletedRows;
  }

  /** Reads a counter and keeps its row until the transaction ends; an absent one is made. */
  async lockAttempts(key: string, now: Date): Promise<Attempts> {
    const { rows } = await sql<Attempts>`
      insert into sign_in_attempts (key, window_started_at, attempts, next_allowed_at)
      values (${key}, ${now}, 0, ${now})
      on conflict (key) do update set key = excluded.key
      returning attempts, window_started_at as "windowStartedAt", next_allowed_at as "nextAllowedAt"`.execute(
      this.#db,
    );
    return rows[0]!;
  }

  async writeAttempts(key: string, counter: Attempts): Promise<void> {
    await this.#db.updateTable('sign_in_attempts').set(toColumns(counter)).where('key', '=', key).execute();
  }

  async forgetAttempts(key: string): Promise<void> {
    await this.#db.deleteFrom('sign_in_attempts').where('key', '=', key).execute();
  }

  /** Takes one try back from a counter, after it turned out to be no guess. */
  async returnAttempt(key: string): Promise<void> {
    await this.#db
      .updateTable('sign_in_attempts')
      .set({ attempts: sql<number>`greatest(attempts - 1, 0)` })
      .where('key', '=', key)
      .execute();
  }

  async removeOldAttempts(before: Date): Promise<void> {
    await this.#db.deleteFrom('sign_in_attempts').where('window_started_at', '<', before).execute();
  }

  async addLocal(userId: bigint, at: Date): Promise<void> {
    await this.#db
      .insertInto('sign_in_methods')
      .values(toColumns({ userId, module: 'local', createdAt: at }))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Notes what an administrator knows of who logs in by a password. */
  async describeLocal(
    userId: bigint,
    info: { affiliation: string | null; info: Record<string, unknown> },
  ): Promise<void> {
    await this.#db
      .updateTable('sign_in_methods')
      .set({ affiliation: info.affiliation, info: sql`${JSON.stringify(info.info)}::jsonb` })
      .where('user_id', '=', userId)
      .where('module', '=', 'local')
      .execute();
  }

  /** The active ways to log in, with when each was last used. */
  methodsOf(userId: bigint): Promise<{ module: string; lastLoginAt: Date | null }[]> {
    return this.#db
      .selectFrom('sign_in_methods')
      .select(['module', 'last_login_at as lastLoginAt'])
      .where('user_id', '=', userId)
      .where('active', '=', true)
      .orderBy('id')
      .execute();
  }

  /** Notes that a user logged in by his password. */
  async stampLocal(userId: bigint, at: Date): Promise<void> {
    await this.#db
      .updateTable('sign_in_methods')
      .set({ last_login_at: at })
      .where('user_id', '=', userId)
      .where('module', '=', 'local')
      .execute();
  }

  /** Gives a password log-in to those members of a group who have no way to log in; answers them. */
  async addLocalToMembers(group: string, at: Date): Promise<bigint[]> {
    const { rows } = await sql<{ userId: bigint }>`
      insert into sign_in_methods (user_id, module, created_at)
      select ug.user_id, 'local', ${at}::timestamptz from user_groups ug join groups g on g.id = ug.group_id
      where g.name = ${group} and not exists (select from sign_in_methods m where m.user_id = ug.user_id)
      on conflict do nothing returning user_id as "userId"`.execute(this.#db);
    return rows.map(({ userId }) => userId);
  }
}
