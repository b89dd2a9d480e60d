import { type Expression, type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { AuditOutcome, AuditSource } from '#contract/audit-words';
import type { Page, PageRequest } from '../commands/page.ts';
import { columns, toColumns } from '../database/columns.ts';
import { listColumn, readPage } from '../database/list-page.ts';
import type { AuditTables } from './audit-tables.ts';
import { type AuditedChange, type AuditEntry, entryRow } from './entry.ts';
import type { Origin } from './origin.ts';

/** Which entries are wanted; each of these has an index, and all of them hold. */
export interface AuditQuery {
  /** Uuid or name of who did it. */
  who?: string | undefined;
  /** Uuid or name of what it was done to or is about, or a kind and a number: `application:12`. */
  object?: string | undefined;
  /** An action, or the kind of what it is done to: `project`. */
  action?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  source?: AuditSource | undefined;
  outcome?: AuditOutcome | undefined;
}

export const entryColumns = columns('audit_entries', [
  'id',
  'at',
  'source',
  'actor_kind',
  'actor_id',
  'actor_name',
  'address',
  'request',
  'action',
  'outcome',
  'object_kind',
  'object_id',
  'object_name',
  'about',
  'details',
  'batch',
]);

/** What the operator's list can be filtered and ordered by. */
export const listedEntryColumns = {
  id: listColumn.number('audit_entries.id'),
  time: listColumn.time('audit_entries.at'),
  source: listColumn.text('audit_entries.source'),
  actor: listColumn.text('audit_entries.actor_name'),
  actor_id: listColumn.text('audit_entries.actor_id'),
  address: listColumn.text('audit_entries.address'),
  action: listColumn.text('audit_entries.action'),
  outcome: listColumn.text('audit_entries.outcome'),
  object: listColumn.text('audit_entries.object_name'),
  object_id: listColumn.text('audit_entries.object_id'),
  request: listColumn.text('audit_entries.request'),
};

/** Who did what, when and from where, of one service. Entries are added in the transaction of the change, and stay. */
export class AuditStore {
  readonly #db: Kysely<AuditTables>;

  constructor(db: Kysely<AuditTables>) {
    this.#db = db;
  }

  async add(origin: Origin, at: Date, changes: readonly AuditedChange[]): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map((change) => toColumns(entryRow(origin, at, change)));
    await this.#db.insertInto('audit_entries').values(rows).execute();
  }

  /** A part of the list, the newest first. `before` is the number of the last entry of the part before. */
  async newest(
    query: AuditQuery,
    { before, limit }: { before?: bigint | undefined; limit: number },
  ): Promise<AuditEntry[]> {
    let found = this.#found(query).select(entryColumns).orderBy('id', 'desc').limit(limit);
    if (before !== undefined) found = found.where('id', '<', before);
    return found.execute();
  }

  /** A page of the list, the newest first, and how long the whole is. */
  async page(
    query: AuditQuery,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<{ entries: AuditEntry[]; total: number }> {
    const found = this.#found(query);
    const entries = await found
      .select(entryColumns)
      .orderBy('id', 'desc')
      .offset(offset)
      .limit(limit)
      .execute();
    const { total } = await found
      .select(sql<number>`count(*)::integer`.as('total'))
      .executeTakeFirstOrThrow();
    return { entries, total };
  }

  /** For the operator's list, the oldest first. */
  listed(query: AuditQuery, request: PageRequest): Promise<Page<AuditEntry>> {
    return readPage(this.#found(query).select(entryColumns), listedEntryColumns, 'audit_entries.id', request);
  }

  /** How many entries are not chained yet, and since when the oldest waits. */
  waiting(): Promise<{ count: number; oldest: Date | null }> {
    return this.#db
      .selectFrom('audit_entries')
      .select([sql<number>`count(*)::integer`.as('count'), sql<Date | null>`min(at)`.as('oldest')])
      .where('batch', 'is', null)
      .executeTakeFirstOrThrow();
  }

  #found(query: AuditQuery): SelectQueryBuilder<AuditTables, 'audit_entries', object> {
    let found = this.#db.selectFrom('audit_entries') as SelectQueryBuilder<
      AuditTables,
      'audit_entries',
      object
    >;
    for (const condition of conditionsOf(query)) found = found.where(condition);
    return found;
  }
}

function* conditionsOf(query: AuditQuery): Iterable<Expression<SqlBool>> {
  const { who, object, action, since, until, source, outcome } = query;
  if (who !== undefined) yield sql<boolean>`(actor_id = ${who} or actor_name = ${who})`;
  if (object !== undefined) yield sql<boolean>`about @> array[${object}]::text[]`;
  if (action !== undefined)
    yield action.includes('.')
      ? sql<boolean>`action = ${action}`
      : // a stroke is the character after the point: all that begins with the kind and a point
        sql<boolean>`(action >= ${`${action}.`} and action < ${`${action}/`})`;
  if (since !== undefined) yield sql<boolean>`at >= ${since}`;
  if (until !== undefined) yield sql<boolean>`at < ${until}`;
  if (source !== undefined) yield sql<boolean>`source = ${source}`;
  if (outcome !== undefined) yield sql<boolean>`outcome = ${outcome}`;
}
