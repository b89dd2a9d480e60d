import { type Kysely, sql } from 'kysely';
import { toColumns } from '#platform/database/columns';
import type { IdentitySchema } from '../schema.ts';

/** What an earlier call with the same key was answered. */
export interface RememberedCall {
  serial: bigint;
  bodyHash: Buffer;
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
   * Writes down that a call with this key gets this serial, unless one was written before: then that one is the answer,
   * locked until the transaction ends. Two calls at once wait for each other here.
   */
  async remember(call: {
    componentId: bigint;
    keyHash: Buffer;
    bodyHash: Buffer;
    serial: bigint;
    at: Date;
  }): Promise<RememberedCall | undefined> {
    const { componentId, keyHash, bodyHash, serial, at } = call;
    const written = await this.#db
      .insertInto('commission_keys')
      .values(toColumns({ componentId, keyHash, bodyHash, serial, createdAt: at }))
      .onConflict((conflict) => conflict.doNothing())
      .returning('serial')
      .executeTakeFirst();
    if (written !== undefined) return undefined;
    const { rows } = await sql<RememberedCall>`
      select k.serial, k.body_hash as "bodyHash", k.created_at as "createdAt", exists (select from commissions c where c.serial = k.serial) as pending
      from commission_keys k where k.component_id = ${componentId} and k.key_hash = ${keyHash} for update`.execute(
      this.#db,
    );
    return rows[0];
  }

  /** Gives a remembered key another serial, when the earlier call was another one after all. */
  async rememberAgain(call: {
    componentId: bigint;
    keyHash: Buffer;
    serial: bigint;
    at: Date;
  }): Promise<void> {
    await this.#db
      .updateTable('commission_keys')
      .set({ serial: call.serial, created_at: call.at })
      .where('component_id', '=', call.componentId)
      .where('key_hash', '=', call.keyHash)
      .execute();
  }

  async removeOld(before: Date): Promise<void> {
    await this.#db.deleteFrom('commission_keys').where('created_at', '<', before).execute();
  }
}
