import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Back ends know machines, cards, disks and networks by number: none is given out again that a restore lost (F10). */
export async function skipNumbers(tx: Transaction<unknown>): Promise<void> {
  await sql`select setval(s, nextval(s) + 1000000) from (
    select pg_get_serial_sequence(name, 'id') as s
    from unnest(array['servers', 'ports', 'volumes', 'networks', 'subnets', 'floating_ips']) name) sequences`.execute(
    tx,
  );
}
