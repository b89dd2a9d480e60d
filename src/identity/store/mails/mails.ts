import { type Kysely, sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Page, PageRequest } from '#platform/commands/page';
import { listColumn, readPage } from '#platform/database/list-page';
import type { MailState, MailsTable } from '../schema/mails.ts';
import type { IdentitySchema } from '../schema.ts';

export type MailRow = RowOf<MailsTable>;

/** A mail without its text, for lists. */
export type ListedMail = Omit<MailRow, 'body'>;

/** Which mails of a list are wanted. */
export interface MailsQuery {
  state: MailState | undefined;
  /** Part of the recipient or the subject, in any case. */
  match: string | undefined;
  offset: number;
  limit: number;
}

const listedColumns = columns('mails', [
  'id',
  'message_id',
  'template',
  'recipient',
  'subject',
  'state',
  'tries',
  'waiting_since',
  'next_try_at',
  'last_error',
  'created_at',
  'ended_at',
]);
/** What the operator's list can be filtered and ordered by. */
export const listedMailColumns = {
  id: listColumn.number('mails.id'),
  to: listColumn.text('mails.recipient'),
  subject: listColumn.text('mails.subject'),
  state: listColumn.text('mails.state'),
  created: listColumn.time('mails.created_at'),
  tries: listColumn.number('mails.tries'),
  next_try: listColumn.time('mails.next_try_at'),
  ended: listColumn.time('mails.ended_at'),
  error: listColumn.text('mails.last_error'),
  template: listColumn.text('mails.template'),
  message_id: listColumn.text('mails.message_id'),
};

const mailColumns = [...listedColumns, ...columns('mails', ['body'])] as const;

/** Mails and what became of them. */
export class MailStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async add(mails: readonly NewRowOf<MailsTable>[]): Promise<void> {
    if (mails.length > 0) await this.#db.insertInto('mails').values(mails.map(toColumns)).execute();
  }

  /** How many mails of these templates each of these recipients was written since then; who got none is absent. */
  async countsSince(
    recipients: readonly string[],
    templates: readonly string[],
    since: Date,
  ): Promise<Map<string, number>> {
    const rows = await this.#db
      .selectFrom('mails')
      .select(['recipient', sql<number>`count(*)::integer`.as('count')])
      .where('recipient', 'in', recipients)
      .where('template', 'in', templates)
      .where('created_at', '>', since)
      .groupBy('recipient')
      .execute();
    return new Map(rows.map(({ recipient, count }) => [recipient, count]));
  }

  /**
   * Takes mails that are due, the oldest first: each has one try more, and is left alone by others until then, so that one whose
   * sender dies is due again.
   */
  async claimDue(now: Date, until: Date, limit: number): Promise<MailRow[]> {
    const rows = await this.#db
      .updateTable('mails')
      .set({ next_try_at: until, tries: sql<number>`tries + 1` })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('mails')
          .select('id')
          .where('state', '=', 'waiting')
          .where('next_try_at', '<=', now)
          .orderBy('next_try_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(mailColumns)
      .execute();
    return rows.toSorted((one, other) => Number(one.id - other.id));
  }

  /** Gives back mails that were taken and not begun. */
  async giveBack(ids: readonly bigint[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('mails')
      .set({ next_try_at: now, tries: sql<number>`tries - 1` })
      .where('id', 'in', ids)
      .where('state', '=', 'waiting')
      .execute();
  }

  /** The mail server took it; what is kept of its text is what may be read from then on. */
  async setSent(id: bigint, at: Date, body: string): Promise<void> {
    const sent = { state: 'sent', body, next_try_at: null, last_error: null, ended_at: at } as const;
    await this.#db.updateTable('mails').set(sent).where('id', '=', id).execute();
  }

  async setFailed(id: bigint, at: Date, error: string): Promise<void> {
    const failed = { state: 'failed', next_try_at: null, last_error: error, ended_at: at } as const;
    await this.#db.updateTable('mails').set(failed).where('id', '=', id).execute();
  }

  async postpone(id: bigint, until: Date, error: string): Promise<void> {
    await this.#db
      .updateTable('mails')
      .set({ next_try_at: until, last_error: error })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  }

  /** Keeps all that wait: there is no mail server any more. */
  async keepWaiting(now: Date): Promise<void> {
    await this.#db
      .updateTable('mails')
      .set({ state: 'kept', next_try_at: null, ended_at: now })
      .where('state', '=', 'waiting')
      .execute();
  }

  /** Has a mail sent that was kept or given up; undefined for one that was sent or waits. */
  async sendAgain(id: bigint, now: Date): Promise<ListedMail | undefined> {
    return this.#db
      .updateTable('mails')
      .set({ state: 'waiting', tries: 0, waiting_since: now, next_try_at: now, ended_at: null })
      .where('id', '=', id)
      .where('state', 'in', ['failed', 'kept'])
      .returning(listedColumns)
      .executeTakeFirst();
  }

  /** How many wait to be sent, and since when the oldest does. */
  waiting(): Promise<{ count: number; oldest: Date | null }> {
    return this.#db
      .selectFrom('mails')
      .select([sql<number>`count(*)::integer`.as('count'), sql<Date | null>`min(waiting_since)`.as('oldest')])
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
  }

  find(id: bigint): Promise<MailRow | undefined> {
    return this.#db.selectFrom('mails').select(mailColumns).where('id', '=', id).executeTakeFirst();
  }

  /** A part of the list, the newest first, and how long the whole is. */
  async list({ state, match, offset, limit }: MailsQuery): Promise<{ mails: ListedMail[]; total: number }> {
    let query = this.#db.selectFrom('mails');
    if (state !== undefined) query = query.where('state', '=', state);
    if (match !== undefined) {
      const part = match.toLowerCase();
      query = query.where(
        sql<boolean>`(position(${part} in lower(recipient)) > 0 or position(${part} in lower(subject)) > 0)`,
      );
    }
    const mails = await query
      .select(listedColumns)
      .orderBy('id', 'desc')
      .offset(offset)
      .limit(limit)
      .execute();
    const { total } = await query
      .select(sql<number>`count(*)::integer`.as('total'))
      .executeTakeFirstOrThrow();
    return { mails, total };
  }

  /** For the operator's list. */
  listed(request: PageRequest): Promise<Page<ListedMail>> {
    return readPage(
      this.#db.selectFrom('mails').select(listedColumns),
      listedMailColumns,
      'mails.id',
      request,
    );
  }

  async removeOld(before: Date): Promise<void> {
    await this.#db
      .deleteFrom('mails')
      .where('state', '!=', 'waiting')
      .where('ended_at', '<', before)
      .execute();
  }
}
