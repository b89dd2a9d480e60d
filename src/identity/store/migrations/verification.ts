import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** The key of the link by which an account is verified, as a hash: the last one that was sent. */
export async function createVerification(db: Transaction<unknown>): Promise<void> {
  await sql`
    alter table users add column verification_hash bytea unique
      check (octet_length(verification_hash) = 32)`.execute(db);
}
