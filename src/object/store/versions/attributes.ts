import { sql } from 'kysely';
import type { Db } from '../rows.ts';
import { USER_DOMAIN } from '../schema.ts';

/** Metadata of versions, in the domain that users set and in those of other services. */
export class AttributeStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Metadata that users set on a version. */
  async of(serial: bigint, domain = USER_DOMAIN): Promise<Map<string, string>> {
    const rows = await this.#db
      .selectFrom('attributes')
      .select(['key', 'value'])
      .where('serial', '=', serial)
      .where('domain', '=', domain)
      .orderBy('key')
      .execute();
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  /** User metadata of many versions, by serial. */
  async ofMany(serials: readonly bigint[]): Promise<Map<bigint, Map<string, string>>> {
    const found = new Map<bigint, Map<string, string>>(serials.map((serial) => [serial, new Map()]));
    if (serials.length === 0) return found;
    const rows = await this.#db
      .selectFrom('attributes')
      .select(['serial', 'key', 'value'])
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .where('domain', '=', USER_DOMAIN)
      .execute();
    for (const { serial, key, value } of rows) found.get(serial)?.set(key, value);
    return found;
  }

  async insert(
    of: { serial: bigint; node: bigint; domain: string },
    values: ReadonlyMap<string, string>,
  ): Promise<void> {
    if (values.size === 0) return;
    await this.#db
      .insertInto('attributes')
      .values([...values].map(([key, value]) => ({ ...of, key, value, is_latest: true })))
      .execute();
  }

  /** Metadata of a domain of many versions, by serial. */
  async inDomain(domain: string, serials: readonly bigint[]): Promise<Map<bigint, Record<string, string>>> {
    const found = new Map<bigint, Record<string, string>>();
    if (serials.length === 0) return found;
    const rows = await this.#db
      .selectFrom('attributes')
      .select(['serial', 'key', 'value'])
      .where('domain', '=', domain)
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .orderBy('key')
      .execute();
    for (const { serial, key, value } of rows) found.set(serial, { ...found.get(serial), [key]: value });
    return found;
  }

  /** Replaces the metadata of a domain on a version. */
  async setDomain(
    version: { serial: bigint; node: bigint },
    domain: string,
    values: ReadonlyMap<string, string>,
  ): Promise<void> {
    await this.#db
      .deleteFrom('attributes')
      .where('serial', '=', version.serial)
      .where('domain', '=', domain)
      .execute();
    if (values.size === 0) return;
    const { serial, node } = version;
    await this.#db
      .insertInto('attributes')
      .values([...values].map(([key, value]) => ({ serial, node, domain, key, value, is_latest: true })))
      .execute();
  }
}
