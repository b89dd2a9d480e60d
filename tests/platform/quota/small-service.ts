import { componentOver } from '#contract/program-clients';
import { type Kysely, sql } from 'kysely';
import type { Transport } from '#contract/transport';
import { ClockWatch } from '#platform/clock-watch';
import { systemClock } from '#platform/clock';
import { type Database, migrate, openDatabase } from '#platform/database/database';
import { defineErrors } from '#platform/errors';
import { type KillPoint, noKillPoint } from '#platform/faults';
import { randomIds } from '#platform/ids';
import { silentLog } from '#platform/telemetry/log';
import { withBill } from '#platform/quota/bill';
import { sumOf } from '#platform/quota/charge';
import { withHold } from '#platform/quota/hold';
import { type Ledger, type LedgerStore, openLedger } from '#platform/quota/ledger';
import { quotaHolder } from '#platform/quota/quota-holder';
import { QuotaStore } from '#platform/quota/quota-store';
import {
  createQuotaTables,
  type QuotaTables,
  refusedCorrectionsMigration,
} from '#platform/quota/quota-tables';
import { Reservations } from '#platform/quota/reservations';
import { conclude } from '#platform/quota/settle';
import { COMPONENT_TOKENS } from '../../identity/open-identity.ts';

/* A service with nothing but things that cost: what a service needs to say to the ledger, and no more. */

const RESOURCE = 'cyclades.vm';
const PROCESS = '5e1f0000-0000-4000-8000-000000000001';

export const { error, is } = defineErrors({
  over_limit: [413, 'There is no room.', 'overLimit'],
  not_in_project: [403, 'Not in {project}.', 'forbidden'],
  identity_down: [503, 'Later.', 'serviceUnavailable'],
});

interface Tables extends QuotaTables {
  things: { name: string; size: bigint; serial: bigint | null };
}

export interface SmallStore extends LedgerStore<SmallStore> {
  readonly db: Kysely<Tables>;
}

function storeOn(db: Kysely<Tables>): SmallStore {
  const store: SmallStore = { db, quota: QuotaStore.over(db), transaction: (work) => work(store) };
  return store;
}

/** The things of one user, who pays for their sizes out of his own project. */
export class SmallService {
  readonly ledger: Ledger<SmallStore>;
  readonly database: Database<Tables>;
  readonly user: string;

  private constructor(database: Database<Tables>, ledger: Ledger<SmallStore>, user: string) {
    this.database = database;
    this.ledger = ledger;
    this.user = user;
  }

  static async open(options: {
    url: string;
    identity: Transport;
    user: string;
    killPoint?: KillPoint;
  }): Promise<SmallService> {
    const database = openDatabase<Tables>({ url: options.url, poolSize: 4 });
    await migrate(database, {
      '0001': {
        up: async (tx) => {
          await createQuotaTables(tx);
          await sql`create table things (name text primary key, size bigint not null, serial bigint)`.execute(
            tx,
          );
        },
      },
      '0002': refusedCorrectionsMigration,
    });
    const store: SmallStore = {
      ...storeOn(database),
      transaction: (work) => database.transaction().execute((tx) => work(storeOn(tx))),
    };
    const client = componentOver(options.identity, COMPONENT_TOKENS.cyclades);
    const ledger = openLedger<SmallStore>({
      store,
      holder: quotaHolder(client, {
        overLimit: (_refusal, cause) => error('over_limit', {}, { cause }),
        notInProject: (project, cause) => error('not_in_project', { project }, { cause }),
        away: (cause) => error('identity_down', {}, { cause }),
      }),
      clock: systemClock,
      clockWatch: new ClockWatch({
        database: database as Database<unknown>,
        name: 'small',
        clock: systemClock,
        log: silentLog,
      }),
      ids: randomIds,
      log: silentLog,
      killPoint: options.killPoint ?? noKillPoint,
      abandonedAfterMs: 60_000,
      processId: PROCESS,
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    });
    return new SmallService(database, ledger, options.user);
  }

  charge(quantity: bigint) {
    return { user: this.user, project: this.user, resource: RESOURCE, quantity };
  }

  /** Made at once: its cost is known before. */
  async make(name: string, size: bigint, key?: string): Promise<void> {
    const wanted = { name, charges: [this.charge(size)], decision: 'accept' as const };
    await withHold(this.ledger, key === undefined ? wanted : { ...wanted, key }, async (tx) => {
      await tx.db.insertInto('things').values({ name, size, serial: null }).execute();
    });
  }

  /** Grows when `finish` says so; its commission is held until then. */
  async begin(name: string, by: bigint): Promise<void> {
    const wanted = {
      name,
      charges: [this.charge(by)],
      decision: 'held' as const,
      key: `grow ${name} by ${by}`,
    };
    await withHold(this.ledger, wanted, async (tx, hold) => {
      await tx.db
        .insertInto('things')
        .values({ name, size: 0n, serial: hold!.serial })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ serial: hold!.serial }))
        .execute();
    });
  }

  async finish(name: string, really: bigint): Promise<void> {
    await this.ledger.store.transaction(async (tx) => {
      const thing = await tx.db
        .selectFrom('things')
        .selectAll()
        .where('name', '=', name)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const held = thing.serial === null ? [] : [thing.serial];
      await conclude(this.ledger, tx, { name, charges: [this.charge(really - thing.size)], held });
      await tx.db
        .updateTable('things')
        .set({ size: really, serial: null })
        .where('name', '=', name)
        .execute();
    });
  }

  /** Replaces many at once: what that costs is known under their locks. `reserved` was taken before. */
  async put(sizes: Record<string, bigint>, reserve?: bigint): Promise<void> {
    const reservations = new Reservations(this.ledger, { ...this.charge(0n), name: 'reserved' });
    try {
      if (reserve !== undefined) await reservations.take(reserve);
      const options = { name: `${Object.keys(sizes).length} things`, reserved: reservations.held };
      await withBill(this.ledger, options, async (tx, bill) => {
        const names = Object.keys(sizes).sort();
        const before = await tx.db
          .selectFrom('things')
          .selectAll()
          .where('name', 'in', names)
          .forUpdate()
          .execute();
        const sizeOf = new Map(before.map(({ name, size }) => [name, size]));
        const charges = sumOf(names.map((name) => this.charge(sizes[name]! - (sizeOf.get(name) ?? 0n))));
        bill.begin(charges);
        await tx.db
          .insertInto('things')
          .values(names.map((name) => ({ name, size: sizes[name]!, serial: null })))
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet((eb) => ({ size: eb.ref('excluded.size') })),
          )
          .execute();
        await bill.take(tx, charges);
      });
    } finally {
      await reservations.release();
    }
  }

  /** What the rows say that its user is to be charged. */
  async used(): Promise<bigint> {
    const { rows } = await sql<{
      sum: bigint;
    }>`select coalesce(sum(size), 0)::bigint as sum from things`.execute(this.database);
    return rows[0]!.sum;
  }

  /** The same ledger some minutes from now, when patience is over. */
  later(minutes = 20): Ledger<SmallStore> {
    const clock = { ...systemClock, now: () => new Date(Date.now() + minutes * 60_000) };
    return { ...this.ledger, clock };
  }

  async close(): Promise<void> {
    this.ledger.signs.stop();
    await this.ledger.settler.done();
    await this.database.destroy();
  }
}
