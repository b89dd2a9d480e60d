import { type RawBuilder, sql } from 'kysely';
import { until } from '../../kit/until.ts';
import type { ComputeCloud } from './compute-cloud.ts';

/** Does something that waits for what another transaction has locked; that one ends after `meanwhile`. */
export async function overtaken<T>(
  cloud: Pick<ComputeCloud, 'db'>,
  locking: RawBuilder<unknown>,
  work: () => Promise<T>,
  meanwhile?: () => Promise<void>,
): Promise<T> {
  const waiting = sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  const { working } = await cloud.db.transaction().execute(async (tx) => {
    await locking.execute(tx);
    const begun = work();
    begun.catch(() => undefined); // looked at when the transaction has ended
    await until(async () => (await waiting.execute(cloud.db)).rows.length > 0, 15_000);
    await meanwhile?.();
    return { working: begun };
  });
  return working;
}
