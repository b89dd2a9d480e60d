import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** What a release declared of a component when that was applied last; nothing of what only commands registered. */
export async function createDeclarations(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table declarations (
      component_id bigint primary key references components on delete cascade,
      document jsonb not null
    )`.execute(db);
}
