import { columns, type RowOf, toColumns } from '#platform/database/columns';
import type { ScreenTicketTable } from './schema.ts';
import type { Session } from './session.ts';

export type ScreenTicketRow = RowOf<ScreenTicketTable>;

const ticketColumns = columns('screen_tickets', [
  'hash',
  'user_id',
  'server_id',
  'incarnation',
  'credential',
  'expires',
]);

/** Tickets for screens of servers. */
export class ScreenStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insertTicket(row: ScreenTicketRow): Promise<void> {
    await this.#db.insertInto('screen_tickets').values(toColumns(row)).execute();
  }

  /** Takes the ticket away and gives it: of two redeemers one gets it. */
  takeTicket(hash: string): Promise<ScreenTicketRow | undefined> {
    return this.#db
      .deleteFrom('screen_tickets')
      .where('hash', '=', hash)
      .returning(ticketColumns)
      .executeTakeFirst();
  }

  async removeOldTickets(now: Date): Promise<void> {
    await this.#db.deleteFrom('screen_tickets').where('expires', '<=', now).execute();
  }
}
