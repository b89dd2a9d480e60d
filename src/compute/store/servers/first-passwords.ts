import type { Insertable, Selectable } from 'kysely';
import type { FirstPasswordTable } from '../schema.ts';
import type { Session } from './servers.ts';

export type FirstPasswordRow = Selectable<FirstPasswordTable>;

export async function insertPassword(tx: Session, row: Insertable<FirstPasswordTable>): Promise<void> {
  await tx.insertInto('first_passwords').values(row).execute();
}

export async function findPassword(
  db: Session,
  server: number,
  now: Date,
): Promise<FirstPasswordRow | undefined> {
  return db
    .selectFrom('first_passwords')
    .selectAll()
    .where('server_id', '=', server)
    .where('expires', '>', now)
    .executeTakeFirst();
}

export async function removePasswordOf(db: Session, server: number): Promise<void> {
  await db.deleteFrom('first_passwords').where('server_id', '=', server).execute();
}

export async function removeOldPasswords(db: Session, now: Date): Promise<void> {
  await db.deleteFrom('first_passwords').where('expires', '<=', now).execute();
}
