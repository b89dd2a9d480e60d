import { CompiledQuery, type Kysely, sql } from 'kysely';
import { type Component, componentColumns } from '../catalog/catalog.ts';
import { BatchedLookup } from './batched-lookup.ts';
import type { IdentitySchema } from '../schema.ts';

/** What an answer to a token needs of its holder. */
export interface BearerRow {
  /** Hash of the credential that was asked for. */
  key: Buffer;
  id: bigint;
  uuid: string;
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  isActive: boolean;
  defaultProject: string | null;
  expiresAt: Date | null;
  roles: { id: string; name: string }[];
  projects: string[];
  /** Of the latest terms, or there are none. */
  hasSignedTerms: boolean;
}

/** Who holds a credential. Every call of every service comes by here: no query is built, and the functions keep their plans. */
export class BearerStore {
  readonly #tokens: BatchedLookup<BearerRow>;
  readonly #sessions: BatchedLookup<BearerRow>;
  readonly #components: BatchedLookup<Component & { tokenHash: Buffer }>;

  constructor(db: Kysely<IdentitySchema>) {
    const lookup = (text: string): BatchedLookup<BearerRow> =>
      new BatchedLookup(
        async (keys) => (await db.executeQuery<BearerRow>(CompiledQuery.raw(text, [keys]))).rows,
        ({ key }) => key,
      );
    this.#tokens = lookup('select * from bearers_of_tokens($1)');
    this.#sessions = lookup('select * from bearers_of_sessions($1)');
    this.#components = new BatchedLookup(
      async (keys) =>
        db
          .selectFrom('components')
          .select(componentColumns)
          .where('token_hash', '=', sql<Buffer>`any(${keys}::bytea[])`)
          .execute(),
      ({ tokenHash }) => tokenHash,
    );
  }

  /** Who holds the token with this hash, whatever the state of the account. */
  ofToken(tokenHash: Buffer): Promise<BearerRow | undefined> {
    return this.#tokens.find(tokenHash);
  }

  /** Who holds the session with this hash, whatever the state of the account. */
  ofSession(secretHash: Buffer): Promise<BearerRow | undefined> {
    return this.#sessions.find(secretHash);
  }

  /** The component whose token has this hash, expired or not. */
  ofComponent(tokenHash: Buffer): Promise<Component | undefined> {
    return this.#components.find(tokenHash);
  }
}
