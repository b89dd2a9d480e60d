import type { Kysely } from 'kysely';
import { type NewRowOf, toColumns } from '#platform/database/columns';
import type { TermsTable } from './schema/policies.ts';
import type { IdentitySchema } from './schema.ts';

/** Terms of use; the latest count. */
export class TermsStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async exist(): Promise<boolean> {
    return (await this.#db.selectFrom('terms').select('id').limit(1).executeTakeFirst()) !== undefined;
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
