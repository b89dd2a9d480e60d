import { type Kysely, sql } from 'kysely';
import { columns, type RowOf, toColumns } from '#platform/database/columns';
import type { CommissionsTable, ProvisionLogTable } from '../schema/quota.ts';
import type { IdentitySchema } from '../schema.ts';

export type Commission = RowOf<CommissionsTable>;
/** What one resolved provision left behind. */
export type LogEntry = Omit<RowOf<ProvisionLogTable>, 'id'>;

const commissionColumns = columns('commissions', [
  'serial',
  'component_id',
  'client_key',
  'name',
  'issued_at',
]);

export interface PendingProvision {
  serial: bigint;
  holdingId: bigint;
  quantity: bigint;
}

/** What an earlier call with the same key was answered. */
export interface RememberedCall {
  serial: bigint;
  bodyHash: Buffer;
  createdAt: Date;
  pending: boolean;
}

/** Rows of pending commissions, their provisions and the log of resolved ones. */
export class CommissionStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async nextSerial(): Promise<bigint> {
    const { rows } = await sql<{ serial: bigint }>`select nextval('commission_serials') as serial`.execute(
      this.#db,
    );
    return rows[0]!.serial;
  }

  /** Writes a pending commission with its provisions, in the order in which they were asked for. */
  async insert(
    commission: Commission,
    provisions: readonly { holdingId: bigint; quantity: bigint }[],
  ): Promise<void> {
    const { serial, componentId, clientKey, name, issuedAt } = commission;
    await sql`
      with commission as (
        insert into commissions (serial, component_id, client_key, name, issued_at)
        values (${serial}, ${componentId}, ${clientKey}, ${name}, ${issuedAt}))
      insert into provisions (serial, holding_id, quantity)
      select ${serial}, n.holding_id, n.quantity
      from unnest(${provisions.map(({ holdingId }) => String(holdingId))}::bigint[],
        ${provisions.map(({ quantity }) => String(quantity))}::bigint[]) with ordinality as n (holding_id, quantity, position)
      order by n.position`.execute(this.#db);
  }

  /** The component's pending commissions among these serials, locked in serial order until the transaction ends. */
  async lock(componentId: bigint, serials: readonly bigint[]): Promise<Commission[]> {
    return this.#db
      .selectFrom('commissions')
      .select(commissionColumns)
      .where('component_id', '=', componentId)
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

  async log(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#db.insertInto('provision_log').values(entries.map(toColumns)).execute();
  }

  /**
   * Folds the oldest `atMost` rows of the log, as far as they were resolved before then, into one opening row for each
   * holding, with the sum of what was accepted: the history still adds up to the counters (R-I2). Gives how many went.
   */
  async foldLog(before: Date, atMost: number): Promise<number> {
    // By serial, which has an index and grows as time does; opening rows (serial 0) are left out. Two processes at once take
    // different rows, and write the opening rows in one order, so that they do not wait for each other in a circle.
    const { rows } = await sql<{ gone: bigint }>`
      with oldest as (
        select id, resolved_at from provision_log where serial > 0 order by serial limit ${atMost}),
      old as (
        select l.id from provision_log l join oldest using (id)
        where oldest.resolved_at < ${before} for update of l skip locked),
      gone as (delete from provision_log l using old where l.id = old.id returning l.*),
      folded as (
        select holder, source, resource,
          coalesce(sum(delta_quantity) filter (where reason like 'ACCEPT:%'), 0)::bigint as delta,
          min(issued_at) as since, max(resolved_at) as until, max(id) as newest
        from gone group by holder, source, resource),
      opened as (
        insert into provision_log as l (serial, client_key, name, issued_at, resolved_at, holder, source, resource,
          upper_limit, usage_min, usage_max, delta_quantity, reason)
        select 0, '', 'opening', f.since, f.until, f.holder, f.source, f.resource,
          g.upper_limit, g.usage_min, g.usage_max, f.delta, 'ACCEPT:opening'
        from folded f join gone g on g.id = f.newest order by f.holder, f.resource, f.source
        on conflict (holder, resource, source) where serial = 0 do update set
          resolved_at = greatest(l.resolved_at, excluded.resolved_at), upper_limit = excluded.upper_limit,
          usage_min = excluded.usage_min, usage_max = excluded.usage_max,
          delta_quantity = l.delta_quantity + excluded.delta_quantity)
      select count(*) as gone from gone`.execute(this.#db);
    return Number(rows[0]!.gone);
  }

  /** Ends commissions; their provisions go with them. */
  async remove(serials: readonly bigint[]): Promise<void> {
    await this.#db
      .deleteFrom('commissions')
      .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
      .execute();
  }

  /**
   * Writes down that a call with this key gets this serial, unless one was written before: then that one is the answer,
   * locked until the transaction ends. Two calls at once wait for each other here.
   */
  async remember(call: {
    componentId: bigint;
    keyHash: Buffer;
    bodyHash: Buffer;
    serial: bigint;
    at: Date;
  }): Promise<RememberedCall | undefined> {
    const { componentId, keyHash, bodyHash, serial, at } = call;
    const written = await this.#db
      .insertInto('commission_keys')
      .values(toColumns({ componentId, keyHash, bodyHash, serial, createdAt: at }))
      .onConflict((conflict) => conflict.doNothing())
      .returning('serial')
      .executeTakeFirst();
    if (written !== undefined) return undefined;
    const { rows } = await sql<RememberedCall>`
      select k.serial, k.body_hash as "bodyHash", k.created_at as "createdAt", exists (select from commissions c where c.serial = k.serial) as pending
      from commission_keys k where k.component_id = ${componentId} and k.key_hash = ${keyHash} for update`.execute(
      this.#db,
    );
    return rows[0];
  }

  /** Gives a remembered key another serial, when the earlier call was another one after all. */
  async rememberAgain(call: {
    componentId: bigint;
    keyHash: Buffer;
    serial: bigint;
    at: Date;
  }): Promise<void> {
    await this.#db
      .updateTable('commission_keys')
      .set({ serial: call.serial, created_at: call.at })
      .where('component_id', '=', call.componentId)
      .where('key_hash', '=', call.keyHash)
      .execute();
  }

  async removeOldKeys(before: Date): Promise<void> {
    await this.#db.deleteFrom('commission_keys').where('created_at', '<', before).execute();
  }
}
