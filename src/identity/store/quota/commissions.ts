import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { columns, type RowOf } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { CommissionsTable } from '../schema/quota.ts';
import type { IdentitySchema } from '../schema.ts';

export type Commission = RowOf<CommissionsTable>;

const commissionColumns = columns('commissions', [
  'serial',
  'component_id',
  'client_key',
  'name',
  'issued_at',
]);

export const listedCommissionColumns = {
  serial: listColumn.number('commissions.serial'),
  name: listColumn.text('commissions.name'),
  clientkey: listColumn.text('commissions.client_key'),
  'issue time': listColumn.time('commissions.issued_at'),
};

export interface PendingProvision {
  serial: bigint;
  holdingId: bigint;
  quantity: bigint;
}

/** Rows of pending commissions and their provisions. */
export class CommissionStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** So many serials that nobody had before, in rising order. */
  async nextSerials(count: number): Promise<bigint[]> {
    const { rows } = await sql<{ serial: bigint }>`
      select nextval('commission_serials') as serial from generate_series(1, ${count}::int)`.execute(
      this.#db,
    );
    return rows.map(({ serial }) => serial);
  }

  /** Writes pending commissions with their provisions, in the order in which they were asked for. */
  async insert(
    commissions: readonly {
      commission: Commission;
      provisions: readonly { holdingId: bigint; quantity: bigint }[];
    }[],
  ): Promise<void> {
    if (commissions.length === 0) return;
    const rows = commissions.map(({ commission }) => commission);
    const provisions = commissions.flatMap((each) =>
      each.provisions.map((provision) => ({ ...provision, serial: each.commission.serial })),
    );
    await sql`
      with commission as (
        insert into commissions (serial, component_id, client_key, name, issued_at)
        select * from unnest(${rows.map(({ serial }) => String(serial))}::bigint[],
          ${rows.map(({ componentId }) => String(componentId))}::bigint[], ${rows.map(({ clientKey }) => clientKey)}::text[],
          ${rows.map(({ name }) => name)}::text[], ${rows.map(({ issuedAt }) => issuedAt)}::timestamptz[]))
      insert into provisions (serial, holding_id, quantity)
      select n.serial, n.holding_id, n.quantity
      from unnest(${provisions.map(({ serial }) => String(serial))}::bigint[],
        ${provisions.map(({ holdingId }) => String(holdingId))}::bigint[],
        ${provisions.map(({ quantity }) => String(quantity))}::bigint[])
        with ordinality as n (serial, holding_id, quantity, position)
      order by n.position`.execute(this.#db);
  }

  /** The pending commissions among these serials, of any component, locked in serial order until the transaction ends. */
  async lock(serials: readonly bigint[]): Promise<Commission[]> {
    return this.#db
      .selectFrom('commissions')
      .select(commissionColumns)
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .orderBy('serial')
      .forUpdate()
      .execute();
  }

  find(componentId: bigint, serial: bigint): Promise<Commission | undefined> {
    return this.#db
      .selectFrom('commissions')
      .select(commissionColumns)
      .where('component_id', '=', componentId)
      .where('serial', '=', serial)
      .executeTakeFirst();
  }

  /** A pending commission of any component. */
  bySerial(serial: bigint): Promise<Commission | undefined> {
    return this.#db
      .selectFrom('commissions')
      .select(commissionColumns)
      .where('serial', '=', serial)
      .executeTakeFirst();
  }

  /** Pending commissions of all components, or those that were issued before a time. */
  listed(issuedBefore: Date | undefined, request: PageRequest): Promise<Page<Commission>> {
    const query = this.#db.selectFrom('commissions').select(commissionColumns);
    return readPage(
      issuedBefore === undefined ? query : query.where('issued_at', '<', issuedBefore),
      listedCommissionColumns,
      'commissions.serial',
      request,
    );
  }

  /** Serials of commissions on what somebody holds that were issued since a time and are pending. */
  async pendingOf(holder: string, since: Date): Promise<bigint[]> {
    const rows = await this.#db
      .selectFrom('holdings as h')
      .innerJoin('provisions as p', 'p.holding_id', 'h.id')
      .innerJoin('commissions as c', 'c.serial', 'p.serial')
      .select('c.serial')
      .distinct()
      .where('h.holder', '=', holder)
      .where('c.issued_at', '>=', since)
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /** Which of the serials are still pending, whoever issued them. */
  async stillPending(serials: readonly bigint[]): Promise<bigint[]> {
    const rows = await this.#db
      .selectFrom('commissions')
      .select('serial')
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .execute();
    return rows.map(({ serial }) => serial);
  }

  async pendingSerials(componentId: bigint): Promise<bigint[]> {
    const rows = await this.#db
      .selectFrom('commissions')
      .select('serial')
      .where('component_id', '=', componentId)
      .orderBy('serial')
      .execute();
    return rows.map(({ serial }) => serial);
  }

  /** The component's pending commissions after a serial, with the time of their issue. */
  pendingAfter(
    componentId: bigint,
    after: bigint,
    limit: number,
  ): Promise<{ serial: bigint; issuedAt: Date }[]> {
    return this.#db
      .selectFrom('commissions')
      .select(columns('commissions', ['serial', 'issued_at']))
      .where('component_id', '=', componentId)
      .where('serial', '>', after)
      .orderBy('serial')
      .limit(limit)
      .execute();
  }

  /** How many commissions each component has pending, and since when. */
  async pendingByComponent(): Promise<{ component: string; count: bigint; oldestIssuedAt: Date | null }[]> {
    const { rows } = await sql<{ component: string; count: bigint; oldestIssuedAt: Date | null }>`
      select c.name as component, count(o.serial) as count, min(o.issued_at) as "oldestIssuedAt"
      from components c left join commissions o on o.component_id = c.id group by c.id order by c.id`.execute(
      this.#db,
    );
    return rows;
  }

  /** Provisions of these serials, by serial and then in the order in which they were asked for. */
  provisions(serials: readonly bigint[]): Promise<PendingProvision[]> {
    return this.#db
      .selectFrom('provisions')
      .select(['serial', 'holding_id as holdingId', 'quantity'])
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .orderBy('serial')
      .orderBy('id')
      .execute();
  }

  /** Provisions of one serial with the keys of their counters. */
  provisionsWithKeys(serial: bigint) {
    return this.#db
      .selectFrom('provisions as p')
      .innerJoin('holdings as h', 'h.id', 'p.holding_id')
      .select(['h.holder', 'h.source', 'h.resource', 'p.quantity'])
      .where('p.serial', '=', serial)
      .orderBy('p.id')
      .execute();
  }

  /** Ends commissions; their provisions go with them. */
  async remove(serials: readonly bigint[]): Promise<void> {
    await this.#db
      .deleteFrom('commissions')
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .execute();
  }
}
