import { sql } from 'kysely';
import type { Transaction } from '#platform/database';

/** Clients may hold numbers of versions that a restore lost: none of them names another version later (F10). */
export async function skipVersions(tx: Transaction<unknown>): Promise<void> {
  await sql`select setval(s, nextval(s) + 1000000) from pg_get_serial_sequence('versions', 'serial') s`.execute(
    tx,
  );
}
