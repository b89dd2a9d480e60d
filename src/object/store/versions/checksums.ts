import type { Db } from '../rows.ts';
import { DELETED } from '../schema.ts';

/** MD5s of contents, some of which are computed after the upload. */
export class ChecksumStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** MD5 of a content that some version has already, or undefined. */
  async known(hash: string, size: number): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('versions')
      .select('checksum')
      .where('hash', '=', hash)
      .where('size', '=', BigInt(size))
      .where('checksum', '!=', '')
      .limit(1)
      .executeTakeFirst();
    return row?.checksum;
  }

  /** Versions whose MD5 is still to be computed, oldest first, with the account that waits for each. */
  async unsummed(limit: number): Promise<{ serial: bigint; hash: string; size: number; account: string }[]> {
    const rows = await this.#db
      .selectFrom('versions as v')
      .innerJoin('nodes as n', 'n.id', 'v.node')
      .innerJoin('nodes as c', 'c.id', 'n.parent')
      .innerJoin('nodes as a', 'a.id', 'c.parent')
      .select(['v.serial', 'v.hash', 'v.size', 'a.name as account'])
      .where('v.checksum', '=', '')
      .where('v.hash', 'is not', null)
      .where('v.cluster', '<', DELETED)
      .orderBy('v.serial')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      serial: row.serial,
      hash: row.hash ?? '',
      size: Number(row.size),
      account: row.account,
    }));
  }

  /** Fills in the MD5 of every version of a content. */
  async set(content: { hash: string; size: number; checksum: string }): Promise<void> {
    await this.#db
      .updateTable('versions')
      .set({ checksum: content.checksum })
      .where('hash', '=', content.hash)
      .where('size', '=', BigInt(content.size))
      .where('checksum', '=', '')
      .execute();
  }
}
