import type { Session } from '../session.ts';

/** Pairs that owners keep with their servers. */
export class MetadataStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async of(server: number): Promise<Record<string, string>> {
    const rows = await this.#db
      .selectFrom('server_metadata')
      .select(['key', 'value'])
      .where('server_id', '=', server)
      .orderBy('key')
      .execute();
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  /** Sets pairs, leaving others; the caller has checked the limits. */
  async set(server: number, pairs: Record<string, string>): Promise<void> {
    const rows = Object.entries(pairs).map(([key, value]) => ({ server_id: server, key, value }));
    if (rows.length === 0) return;
    await this.#db
      .insertInto('server_metadata')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['server_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
      )
      .execute();
  }

  /** True when there was such a key. */
  async remove(server: number, key: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('server_metadata')
      .where('server_id', '=', server)
      .where('key', '=', key)
      .returning('key')
      .execute();
    return removed.length > 0;
  }
}
