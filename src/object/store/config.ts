import type { Db } from './rows.ts';

/** What is chosen once, when the database is made. */
export class ConfigStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Writes a value that can be chosen once only. Throws when the database was made with another one. */
  async fix(key: string, value: string): Promise<void> {
    await this.#db
      .insertInto('config')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
    const { value: fixed } = await this.#db
      .selectFrom('config')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    if (fixed !== value) throw new Error(`${key} is ${fixed} in this database and can never become ${value}`);
  }
}
