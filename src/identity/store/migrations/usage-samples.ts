import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/**
 * What was used when. A row is what a counter showed from then on: one that stays as it is needs no other. Without a reference to the
 * counter, whose row a commission would else wait for.
 */
export async function createUsageSamples(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table usage_samples (
      holding_id bigint not null,
      at timestamptz not null,
      usage bigint not null,
      primary key (holding_id, at)
    )`.execute(db);
}
