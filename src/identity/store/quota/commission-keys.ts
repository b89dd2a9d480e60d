import { type Kysely, sql } from 'kysely';
import type { IdentitySchema } from '../schema.ts';

/** A call of a component, and the serial that it is to be answered. */
export interface KeyedCall {
  componentId: bigint;
  keyHash: Buffer;
  bodyHash: Buffer;
  serial: bigint;
}

/** What an earlier call with the same key was answered. */
export interface RememberedCall extends KeyedCall {
  createdAt: Date;
  pending: boolean;
}

/** Keys that calls came with, so that a repeated call is answered as the first was. */
export class CommissionKeyStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /**
   * Writes down which serials calls of different keys get. Where a call was written down before, that one is in the answer, locked
   * until the transaction ends. Two calls of a key at once wait for each other here, in the order of their keys.
   */
  async remember(calls: readonly KeyedCall[], at: Date): Promise<RememberedCall[]> {
    if (calls.length === 0) return [];
    const { rows: written } = await sql<{ serial: bigint }>`
      insert into commission_keys (component_id, key_hash, body_hash, serial, created_at)
      select n.component_id, n.key_hash, n.body_hash, n.serial, ${at}::timestamptz
      from unnest(${calls.map(({ componentId }) => String(componentId))}::bigint[], ${calls.map(({ keyHash }) => keyHash)}::bytea[],
        ${calls.map(({ bodyHash }) => bodyHash)}::bytea[], ${calls.map(({ serial }) => String(serial))}::bigint[])
        as n (component_id, key_hash, body_hash, serial)
      order by n.component_id, n.key_hash
      on conflict do nothing returning serial`.execute(this.#db);
    if (written.length === calls.length) return [];
    const fresh = new Set(written.map(({ serial }) => serial));
    const known = calls.filter(({ serial }) => !fresh.has(serial));
    const { rows } = await sql<RememberedCall>`
      select k.component_id as "componentId", k.key_hash as "keyHash", k.body_hash as "bodyHash", k.serial,
        k.created_at as "createdAt", exists (select from commissions c where c.serial = k.serial) as pending
      from commission_keys k join unnest(${known.map(({ componentId }) => String(componentId))}::bigint[],
        ${known.map(({ keyHash }) => keyHash)}::bytea[]) as n (component_id, key_hash) using (component_id, key_hash)
      order by k.component_id, k.key_hash for update of k`.execute(this.#db);
    return rows;
  }

  /** Gives remembered keys other serials, when the earlier calls were others after all. */
  async rememberAgain(calls: readonly KeyedCall[], at: Date): Promise<void> {
    if (calls.length === 0) return;
    await sql`
      update commission_keys k set serial = n.serial, created_at = ${at}::timestamptz
      from unnest(${calls.map(({ componentId }) => String(componentId))}::bigint[], ${calls.map(({ keyHash }) => keyHash)}::bytea[],
        ${calls.map(({ serial }) => String(serial))}::bigint[]) as n (component_id, key_hash, serial)
      where k.component_id = n.component_id and k.key_hash = n.key_hash`.execute(this.#db);
  }

  /** Forgets calls that were written down and refused then. */
  async forget(calls: readonly KeyedCall[]): Promise<void> {
    if (calls.length === 0) return;
    await sql`
      delete from commission_keys k
      using unnest(${calls.map(({ componentId }) => String(componentId))}::bigint[], ${calls.map(({ keyHash }) => keyHash)}::bytea[])
        as n (component_id, key_hash)
      where k.component_id = n.component_id and k.key_hash = n.key_hash`.execute(this.#db);
  }

  async removeOld(before: Date): Promise<void> {
    await this.#db.deleteFrom('commission_keys').where('created_at', '<', before).execute();
  }
}
