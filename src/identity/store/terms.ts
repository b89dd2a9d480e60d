import { type Kysely, sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { TermsTable } from './schema/policies.ts';
import type { IdentitySchema } from './schema.ts';

const termsColumns = columns('terms', ['document', 'created_at']);
type Terms = Pick<RowOf<TermsTable>, 'document' | 'createdAt'>;

/** Terms of use; the latest count. */
export class TermsStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** Until the transaction ends no newer terms come: what is signed in it are the latest. */
  async hold(): Promise<void> {
    await sql`lock table terms in share mode`.execute(this.#db);
  }

  async exist(): Promise<boolean> {
    return (await this.latestId()) !== undefined;
  }

  async latestId(): Promise<bigint | undefined> {
    const row = await this.#db
      .selectFrom('terms')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id;
  }

  find(id: bigint): Promise<Terms | undefined> {
    return this.#db.selectFrom('terms').select(termsColumns).where('id', '=', id).executeTakeFirst();
  }

  async insert(terms: NewRowOf<TermsTable>): Promise<bigint> {
    const { id } = await this.#db
      .insertInto('terms')
      .values(toColumns(terms))
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }
}
