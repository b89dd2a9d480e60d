import { columns, type RowOf, toColumns } from '#platform/database/columns';
import type { FirstPasswordTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type FirstPasswordRow = RowOf<FirstPasswordTable>;

/** Passwords that were made for new servers and wait for their owners. */
export class FirstPasswordStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insert(row: FirstPasswordRow): Promise<void> {
    await this.#db.insertInto('first_passwords').values(toColumns(row)).execute();
  }

  find(server: number, now: Date): Promise<FirstPasswordRow | undefined> {
    return this.#db
      .selectFrom('first_passwords')
      .select(columns('first_passwords', ['server_id', 'sealed', 'expires']))
      .where('server_id', '=', server)
      .where('expires', '>', now)
      .executeTakeFirst();
  }

  async removeOf(server: number): Promise<void> {
    await this.#db.deleteFrom('first_passwords').where('server_id', '=', server).execute();
  }

  async removeOld(now: Date): Promise<void> {
    await this.#db.deleteFrom('first_passwords').where('expires', '<=', now).execute();
  }
}
