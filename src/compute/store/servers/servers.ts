import { type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { ComputeSchema, DiagnosticTable, PortTable, ServerTable } from '../schema.ts';

/** The pool or a transaction. */
export type Session = Kysely<ComputeSchema>;

export type ServerRow = Selectable<ServerTable>;
export type PortRow = Selectable<PortTable>;
export type DiagnosticRow = Selectable<DiagnosticTable>;

/** Whose eyes look: rows are loaded with the caller, never loaded and then checked. */
export interface Viewer {
  user: string;
  projects: readonly string[];
}

/** What a server's document is made of beside its row. */
export interface ServerBelongings {
  metadata: Map<number, Record<string, string>>;
  ports: Map<number, PortRow[]>;
  volumes: Map<number, number[]>;
  diagnostics: Map<number, DiagnosticRow>;
}

const visibleTo = ({ user, projects }: Viewer) =>
  sql<boolean>`(user_id = ${user} or (shared_to_project and project = any(${[...projects]}::text[])))`;

/** Messages may arrive late: what counts is when it happened. */
const happened = sql`coalesce(source_date, created)`;

/** Adds a server and gives its number. */
export async function insertServer(db: Session, row: Insertable<ServerTable>): Promise<ServerRow> {
  return db.insertInto('servers').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Any server, for the back end's news and the administrator. */
export async function findServer(db: Session, id: number): Promise<ServerRow | undefined> {
  return db.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A server that the viewer may see, deleted ones included. */
export async function findVisibleServer(
  db: Session,
  viewer: Viewer,
  id: number,
): Promise<ServerRow | undefined> {
  return db
    .selectFrom('servers')
    .selectAll()
    .where('id', '=', id)
    .where(visibleTo(viewer))
    .executeTakeFirst();
}

/** The same, locked until the transaction ends. */
export async function lockServer(tx: Session, id: number): Promise<ServerRow | undefined> {
  return tx.selectFrom('servers').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function updateServer(tx: Session, id: number, changes: Updateable<ServerTable>): Promise<void> {
  await tx.updateTable('servers').set(changes).where('id', '=', id).execute();
}

/** One page of the servers that a viewer sees, by number: live ones, or with `since` all that changed since then. */
export async function pageOfServers(
  db: Session,
  viewer: Viewer,
  page: { after: number; limit: number; since?: Date },
): Promise<ServerRow[]> {
  const rows = db.selectFrom('servers').selectAll().where(visibleTo(viewer)).where('id', '>', page.after);
  const chosen =
    page.since === undefined ? rows.where('deleted', '=', false) : rows.where('updated', '>=', page.since);
  return chosen.orderBy('id').limit(page.limit).execute();
}

/** Numbers and names only. */
export async function namesOfServers(
  db: Session,
  viewer: Viewer,
  since?: Date,
): Promise<{ id: number; name: string }[]> {
  const rows = db.selectFrom('servers').select(['id', 'name']).where(visibleTo(viewer));
  const chosen = since === undefined ? rows.where('deleted', '=', false) : rows.where('updated', '>=', since);
  return chosen.orderBy('id').execute();
}

/** Everything of many servers in four queries, whatever their number. */
export async function belongingsOf(db: Session, ids: readonly number[]): Promise<ServerBelongings> {
  const wanted = sql<number[]>`any(${[...ids]}::integer[])`;
  const [metadata, ports, volumes, diagnostics] = await Promise.all([
    db
      .selectFrom('server_metadata')
      .selectAll()
      .where('server_id', '=', wanted as never)
      .orderBy('key')
      .execute(),
    db
      .selectFrom('ports')
      .selectAll()
      .where('server_id', '=', wanted as never)
      .orderBy('id')
      .execute(),
    db
      .selectFrom('volumes')
      .select(['id', 'server_id'])
      .where('server_id', '=', wanted as never)
      .where('deleted', '=', false)
      .orderBy('id')
      .execute(),
    newestDiagnostics(db, ids),
  ]);
  const found: ServerBelongings = {
    metadata: new Map(),
    ports: new Map(),
    volumes: new Map(),
    diagnostics: new Map(),
  };
  for (const id of ids) {
    found.metadata.set(id, {});
    found.ports.set(id, []);
    found.volumes.set(id, []);
  }
  for (const row of metadata) found.metadata.get(row.server_id)![row.key] = row.value;
  for (const row of ports) found.ports.get(row.server_id!)!.push(row);
  for (const row of volumes) found.volumes.get(row.server_id!)!.push(row.id);
  for (const row of diagnostics) found.diagnostics.set(row.server_id, row);
  return found;
}

async function newestDiagnostics(db: Session, ids: readonly number[]): Promise<DiagnosticRow[]> {
  return db
    .selectFrom('server_diagnostics')
    .selectAll()
    .distinctOn('server_id')
    .where('server_id', '=', sql<number[]>`any(${[...ids]}::integer[])` as never)
    .orderBy('server_id')
    .orderBy(happened, 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** All that happened to a server, newest first; at most 1,000. */
export async function diagnosticsOf(db: Session, id: number): Promise<DiagnosticRow[]> {
  return db
    .selectFrom('server_diagnostics')
    .selectAll()
    .where('server_id', '=', id)
    .orderBy(happened, 'desc')
    .orderBy('id', 'desc')
    .limit(1000)
    .execute();
}

/** How many things happened to a server, counted up to a limit. */
export async function countDiagnostics(db: Session, id: number, limit: number): Promise<number> {
  const { count } = await db
    .selectFrom((eb) =>
      eb.selectFrom('server_diagnostics').select('id').where('server_id', '=', id).limit(limit).as('known'),
    )
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Adds what happened; the same event twice leaves one row. True when it was new. */
export async function addDiagnostic(
  tx: Session,
  row: Omit<Insertable<DiagnosticTable>, 'id'>,
): Promise<boolean> {
  const added = await tx
    .insertInto('server_diagnostics')
    .values(row)
    .onConflict((conflict) => conflict.columns(['server_id', 'event_key']).doNothing())
    .returning('id')
    .execute();
  return added.length > 0;
}

/** Forgets all but the newest of what happened to a server by this source. */
export async function trimDiagnostics(
  tx: Session,
  server: number,
  { source, keep }: { source: string; keep: number },
): Promise<void> {
  const newest = tx
    .selectFrom('server_diagnostics')
    .select('id')
    .where('server_id', '=', server)
    .where('source', '=', source)
    .orderBy(happened, 'desc')
    .orderBy('id', 'desc')
    .limit(keep);
  await tx
    .deleteFrom('server_diagnostics')
    .where('server_id', '=', server)
    .where('source', '=', source)
    .where('id', 'not in', newest)
    .execute();
}

/** Live servers of a back end, by number: for reconciliation. */
export async function serversOfBackend(db: Session, backend: number): Promise<ServerRow[]> {
  return db
    .selectFrom('servers')
    .selectAll()
    .where('backend_id', '=', backend)
    .where('deleted', '=', false)
    .orderBy('id')
    .execute();
}

/** For the administrator's list. */
export async function allServers(
  db: Session,
  filter: { user?: string; deleted: boolean },
): Promise<ServerRow[]> {
  let rows = db.selectFrom('servers').selectAll().where('deleted', '=', filter.deleted);
  if (filter.user !== undefined) rows = rows.where('user_id', '=', filter.user);
  return rows.orderBy('id').execute();
}

/** Sets pairs, leaving others; the caller has checked the limits. */
export async function setMetadata(tx: Session, server: number, pairs: Record<string, string>): Promise<void> {
  const rows = Object.entries(pairs).map(([key, value]) => ({ server_id: server, key, value }));
  if (rows.length === 0) return;
  await tx
    .insertInto('server_metadata')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['server_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute();
}

export async function metadataOf(db: Session, server: number): Promise<Record<string, string>> {
  const rows = await db
    .selectFrom('server_metadata')
    .select(['key', 'value'])
    .where('server_id', '=', server)
    .orderBy('key')
    .execute();
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

/** True when there was such a key. */
export async function removeMetadata(tx: Session, server: number, key: string): Promise<boolean> {
  const removed = await tx
    .deleteFrom('server_metadata')
    .where('server_id', '=', server)
    .where('key', '=', key)
    .returning('key')
    .execute();
  return removed.length > 0;
}
