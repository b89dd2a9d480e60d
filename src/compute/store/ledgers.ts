import type { Insertable, Selectable, Updateable } from 'kysely';
import type {
  IntentTable,
  OneTimeDocumentTable,
  QuotaCorrectionTable,
  QuotaSerialTable,
  ScreenTicketTable,
} from './schema.ts';
import type { Session } from './servers/servers.ts';

export type IntentRow = Selectable<IntentTable>;
export type QuotaSerialRow = Selectable<QuotaSerialTable>;
export type QuotaCorrectionRow = Selectable<QuotaCorrectionTable>;
export type OneTimeDocumentRow = Selectable<OneTimeDocumentTable>;
export type ScreenTicketRow = Selectable<ScreenTicketTable>;

export async function insertIntent(tx: Session, row: Insertable<IntentTable>): Promise<void> {
  await tx.insertInto('intents').values(row).execute();
}

export async function findIntent(db: Session, id: string): Promise<IntentRow | undefined> {
  return db.selectFrom('intents').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function updateIntent(tx: Session, id: string, changes: Updateable<IntentTable>): Promise<void> {
  await tx.updateTable('intents').set(changes).where('id', '=', id).execute();
}

/** Changes of a server that have not ended, oldest first. */
export async function openIntentsOf(db: Session, server: number): Promise<IntentRow[]> {
  return db
    .selectFrom('intents')
    .selectAll()
    .where('server_id', '=', server)
    .where('state', '=', 'open')
    .orderBy('created')
    .execute();
}

/** The change that made the server. */
export async function creationOf(db: Session, server: number): Promise<IntentRow | undefined> {
  return db
    .selectFrom('intents')
    .selectAll()
    .where('server_id', '=', server)
    .where('action', '=', 'BUILD')
    .executeTakeFirst();
}

/** How many changes of a server there have been. */
export async function countIntents(db: Session, server: number): Promise<number> {
  const { count } = await db
    .selectFrom('intents')
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('server_id', '=', server)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function intentOfJob(db: Session, server: number, job: bigint): Promise<IntentRow | undefined> {
  return db
    .selectFrom('intents')
    .selectAll()
    .where('server_id', '=', server)
    .where('job_id', '=', job)
    .executeTakeFirst();
}

/** Changes that are open for longer than they should be. */
export async function stuckIntents(db: Session, before: Date, limit: number): Promise<IntentRow[]> {
  return db
    .selectFrom('intents')
    .selectAll()
    .where('state', '=', 'open')
    .where('created', '<', before)
    .orderBy('created')
    .limit(limit)
    .execute();
}

/** Records a serial; a second row of the same serial is refused by its key, which fences late transactions off. */
export async function insertSerial(tx: Session, row: Insertable<QuotaSerialTable>): Promise<void> {
  await tx.insertInto('quota_serials').values(row).execute();
}

/** True when the serial was not known and now is, as rejected: no later transaction can claim it. */
export async function fenceSerial(tx: Session, serial: bigint, created: Date): Promise<boolean> {
  const added = await tx
    .insertInto('quota_serials')
    .values({ serial, amounts: '{}', decision: 'reject', resolved: false, created })
    .onConflict((conflict) => conflict.column('serial').doNothing())
    .returning('serial')
    .execute();
  return added.length > 0;
}

export async function decideSerial(
  tx: Session,
  serial: bigint,
  decision: 'accept' | 'reject',
): Promise<void> {
  await tx
    .updateTable('quota_serials')
    .set({ decision })
    .where('serial', '=', serial)
    .where('decision', '=', 'pending')
    .execute();
}

export async function findSerial(db: Session, serial: bigint): Promise<QuotaSerialRow | undefined> {
  return db.selectFrom('quota_serials').selectAll().where('serial', '=', serial).executeTakeFirst();
}

export async function serialResolved(db: Session, serial: bigint): Promise<void> {
  await db.updateTable('quota_serials').set({ resolved: true }).where('serial', '=', serial).execute();
}

/** Serials that are decided and not yet resolved at the quota holder. */
export async function decidedSerials(db: Session, limit: number): Promise<QuotaSerialRow[]> {
  return db
    .selectFrom('quota_serials')
    .selectAll()
    .where('resolved', '=', false)
    .where('decision', '!=', 'pending')
    .orderBy('serial')
    .limit(limit)
    .execute();
}

export async function insertCorrection(tx: Session, row: Insertable<QuotaCorrectionTable>): Promise<void> {
  await tx.insertInto('quota_corrections').values(row).execute();
}

export async function findCorrection(db: Session, id: string): Promise<QuotaCorrectionRow | undefined> {
  return db.selectFrom('quota_corrections').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The correction, locked until the transaction ends. */
export async function lockCorrection(tx: Session, id: string): Promise<QuotaCorrectionRow> {
  return tx
    .selectFrom('quota_corrections')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function updateCorrection(
  tx: Session,
  id: string,
  changes: Updateable<QuotaCorrectionTable>,
): Promise<void> {
  await tx.updateTable('quota_corrections').set(changes).where('id', '=', id).execute();
}

export async function openCorrections(db: Session, limit: number): Promise<QuotaCorrectionRow[]> {
  return db
    .selectFrom('quota_corrections')
    .selectAll()
    .where('done', '=', false)
    .orderBy('created')
    .limit(limit)
    .execute();
}

export async function insertDocument(tx: Session, row: Insertable<OneTimeDocumentTable>): Promise<void> {
  await tx.insertInto('one_time_documents').values(row).execute();
}

/** Takes the document for a peer: the first to come, and that same peer again until `graceEnd` of the first time. */
export async function takeDocument(
  db: Session,
  hash: string,
  peer: string,
  times: { now: Date; graceStart: Date },
): Promise<OneTimeDocumentRow | undefined> {
  const first = await db
    .updateTable('one_time_documents')
    .set({ fetched: times.now, fetched_by: peer })
    .where('hash', '=', hash)
    .where('expires', '>', times.now)
    .where('fetched', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (first !== undefined) return first;
  return db
    .selectFrom('one_time_documents')
    .selectAll()
    .where('hash', '=', hash)
    .where('expires', '>', times.now)
    .where('fetched_by', '=', peer)
    .where('fetched', '>', times.graceStart)
    .executeTakeFirst();
}

/** Documents that nobody may read any more. */
export async function removeOldDocuments(
  db: Session,
  times: { now: Date; graceStart: Date },
): Promise<number> {
  const removed = await db
    .deleteFrom('one_time_documents')
    .where((eb) => eb.or([eb('expires', '<=', times.now), eb('fetched', '<=', times.graceStart)]))
    .returning('hash')
    .execute();
  return removed.length;
}

export async function removeDocumentsOf(tx: Session, server: number): Promise<void> {
  await tx.deleteFrom('one_time_documents').where('server_id', '=', server).execute();
}

export async function insertTicket(db: Session, row: Insertable<ScreenTicketTable>): Promise<void> {
  await db.insertInto('screen_tickets').values(row).execute();
}

/** Takes the ticket away and gives it: of two redeemers one gets it. */
export async function takeTicket(db: Session, hash: string): Promise<ScreenTicketRow | undefined> {
  return db.deleteFrom('screen_tickets').where('hash', '=', hash).returningAll().executeTakeFirst();
}

export async function removeOldTickets(db: Session, now: Date): Promise<number> {
  const removed = await db
    .deleteFrom('screen_tickets')
    .where('expires', '<=', now)
    .returning('hash')
    .execute();
  return removed.length;
}
