import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { OneTimeDocumentTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type OneTimeDocumentRow = RowOf<OneTimeDocumentTable>;

const documentColumns = columns('one_time_documents', [
  'hash',
  'server_id',
  'sealed',
  'created',
  'expires',
  'fetched',
  'fetched_by',
]);

/** Configurations of new machines that wait for their hosts. */
export class OneTimeDocumentStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insert(row: NewRowOf<OneTimeDocumentTable>): Promise<void> {
    await this.#db.insertInto('one_time_documents').values(toColumns(row)).execute();
  }

  /** Takes the document for a peer: the first to come, and that same peer again until `graceEnd` of the first time. */
  async take(
    hash: string,
    peer: string,
    times: { now: Date; graceStart: Date },
  ): Promise<OneTimeDocumentRow | undefined> {
    const first = await this.#db
      .updateTable('one_time_documents')
      .set({ fetched: times.now, fetched_by: peer })
      .where('hash', '=', hash)
      .where('expires', '>', times.now)
      .where('fetched', 'is', null)
      .returning(documentColumns)
      .executeTakeFirst();
    if (first !== undefined) return first;
    return this.#db
      .selectFrom('one_time_documents')
      .select(documentColumns)
      .where('hash', '=', hash)
      .where('expires', '>', times.now)
      .where('fetched_by', '=', peer)
      .where('fetched', '>', times.graceStart)
      .executeTakeFirst();
  }

  /** Removes what nobody may read any more. */
  async removeOld(times: { now: Date; graceStart: Date }): Promise<void> {
    await this.#db
      .deleteFrom('one_time_documents')
      .where((eb) => eb.or([eb('expires', '<=', times.now), eb('fetched', '<=', times.graceStart)]))
      .execute();
  }

  async removeOf(server: number): Promise<void> {
    await this.#db.deleteFrom('one_time_documents').where('server_id', '=', server).execute();
  }
}
