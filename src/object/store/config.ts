import type { Db } from './rows.ts';

/** Writes a value that can be chosen once only. Throws when the database was made with another one. */
export async function fixConfig(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('config')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const { value: fixed } = await db
    .selectFrom('config')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (fixed !== value) throw new Error(`${key} is ${fixed} in this database and can never become ${value}`);
}
