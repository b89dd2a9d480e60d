import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { Oauth2ClientsTable, Oauth2CodesTable, Oauth2TokensTable } from './schema/programs.ts';
import type { IdentitySchema } from './schema.ts';

const clientColumns = columns('oauth2_clients', [
  'id',
  'identifier',
  'secret_hash',
  'type',
  'is_trusted',
  'redirect_urls',
  'created_at',
]);
const codeColumns = columns('oauth2_codes', [
  'id',
  'client_id',
  'user_id',
  'redirect_uri',
  'challenge',
  'expires_at',
  'used_at',
]);

export type Oauth2Client = RowOf<Oauth2ClientsTable>;
export type Oauth2Code = Pick<
  RowOf<Oauth2CodesTable>,
  'id' | 'clientId' | 'userId' | 'redirectUri' | 'challenge' | 'expiresAt' | 'usedAt'
>;

/** Whom an access token stands for, and where. */
export interface AccessTokenHolder {
  userId: bigint;
  scope: string;
  expiresAt: Date;
}

export const listedClientColumns = {
  id: listColumn.number('oauth2_clients.id'),
  identifier: listColumn.text('oauth2_clients.identifier'),
  type: listColumn.text('oauth2_clients.type'),
  is_trusted: listColumn.flag('oauth2_clients.is_trusted'),
};

/** Programs that act for people: clients, codes and tokens of OAuth2. */
export class ProgramStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  client(identifier: string): Promise<Oauth2Client | undefined> {
    return this.#db
      .selectFrom('oauth2_clients')
      .select(clientColumns)
      .where('identifier', '=', identifier)
      .executeTakeFirst();
  }

  /** Makes a client, unless there is one of the name: false then. */
  async insertClient(client: NewRowOf<Oauth2ClientsTable>): Promise<boolean> {
    const made = await this.#db
      .insertInto('oauth2_clients')
      .values(toColumns(client))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  /** Removes a client by its name, else its number, with its codes and tokens; undefined when there is none. */
  async removeClient(word: string): Promise<Pick<Oauth2Client, 'identifier'> | undefined> {
    const { rows } = await sql<{ identifier: string }>`
      delete from oauth2_clients where id = (select id from oauth2_clients
        where identifier = ${word} or id::text = ${word} order by identifier = ${word} desc limit 1)
      returning identifier`.execute(this.#db);
    return rows[0];
  }

  /** Clients of these types. */
  listedClients(
    { types, onlyTrusted }: { types: readonly Oauth2Client['type'][]; onlyTrusted: boolean },
    request: PageRequest,
  ): Promise<Page<Oauth2Client>> {
    const query = this.#db.selectFrom('oauth2_clients').select(clientColumns).where('type', 'in', types);
    const chosen = onlyTrusted ? query.where('is_trusted', '=', true) : query;
    return readPage(chosen, listedClientColumns, 'oauth2_clients.id', request);
  }

  async insertCode(code: NewRowOf<Oauth2CodesTable>): Promise<void> {
    await this.#db.insertInto('oauth2_codes').values(toColumns(code)).execute();
  }

  /** The code with this hash, kept from all others who would use it until the transaction ends. */
  lockCode(codeHash: Buffer): Promise<Oauth2Code | undefined> {
    return this.#db
      .selectFrom('oauth2_codes')
      .select(codeColumns)
      .where('code_hash', '=', codeHash)
      .forUpdate()
      .executeTakeFirst();
  }

  async useCode(id: bigint, at: Date): Promise<void> {
    await this.#db.updateTable('oauth2_codes').set({ used_at: at }).where('id', '=', id).execute();
  }

  async insertToken(token: NewRowOf<Oauth2TokensTable>): Promise<void> {
    await this.#db.insertInto('oauth2_tokens').values(toColumns(token)).execute();
  }

  /** Ends what was given for a code. */
  async removeTokensOf(codeId: bigint): Promise<void> {
    await this.#db.deleteFrom('oauth2_tokens').where('code_id', '=', codeId).execute();
  }

  /** Ends all codes and tokens of a user. */
  async removeOfUser(userId: bigint): Promise<void> {
    await this.#db.deleteFrom('oauth2_codes').where('user_id', '=', userId).execute();
  }

  holder(tokenHash: Buffer): Promise<AccessTokenHolder | undefined> {
    return this.#db
      .selectFrom('oauth2_tokens')
      .innerJoin('oauth2_codes', 'oauth2_codes.id', 'oauth2_tokens.code_id')
      .select([
        'oauth2_codes.user_id as userId',
        'oauth2_codes.scope as scope',
        'oauth2_tokens.expires_at as expiresAt',
      ])
      .where('oauth2_tokens.token_hash', '=', tokenHash)
      .executeTakeFirst();
  }

  /** Removes codes that ended before then, with what was given for them. */
  async removeOldCodes(before: Date): Promise<void> {
    await this.#db.deleteFrom('oauth2_codes').where('expires_at', '<', before).execute();
  }
}
