import { sql } from 'kysely';
import type { ContainerRow, Db, Tx } from '../rows.ts';
import { ROOT_NODE } from '../schema.ts';

/** Objects, and versions of them, that one statement removes. */
const NODES = 500;
const VERSIONS = 5000;

/**
 * Takes a container out of its account: nobody finds it any more, and its name is free. Everything that ever was in it is
 * still there, for `removeSome`. The caller has made sure that no object is current.
 */
export async function detachContainer(tx: Tx, container: ContainerRow): Promise<void> {
  const { account, name, id } = container;
  await tx.deleteFrom('permissions').where('account', '=', account).where('container', '=', name).execute();
  await tx.deleteFrom('public_links').where('account', '=', account).where('container', '=', name).execute();
  for (const table of ['statistics', 'meta_keys', 'policies'] as const)
    await tx.deleteFrom(table).where('node', '=', id).execute();
  await tx
    .updateTable('nodes')
    .set({ parent: null, live: false, name: `removed ${id}` })
    .where('id', '=', id)
    .execute();
}

/** Containers that are detached and not yet gone. */
export async function detachedContainers(db: Db): Promise<bigint[]> {
  const rows = await db
    .selectFrom('nodes')
    .select('id')
    .where('parent', 'is', null)
    .where('id', '!=', ROOT_NODE)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Removes a part of what is left of a detached container, and at last the container. Gives how many versions went, and
 * whether anything is left. Each call is a transaction of less than a second.
 */
export function removeSome(db: Db, container: bigint): Promise<{ versions: number; more: boolean }> {
  return db.transaction().execute((tx) => removePart(tx, container));
}

async function removePart(tx: Tx, container: bigint): Promise<{ versions: number; more: boolean }> {
  const { rows } = await sql<{ nodes: bigint; versions: bigint }>`
    with part as (select id from nodes where parent = ${container} limit ${NODES}),
    gone as (
      delete from versions where serial in (
        select v.serial from part p join versions v on v.node = p.id limit ${VERSIONS}) returning serial)
    select (select count(*) from part) as nodes, (select count(*) from gone) as versions`.execute(tx);
  const { nodes, versions } = rows[0]!;
  if (versions < VERSIONS) await removeEmptyNodes(tx, container);
  if (nodes > 0n) return { versions: Number(versions), more: true };
  await tx.deleteFrom('nodes').where('id', '=', container).where('parent', 'is', null).execute();
  return { versions: Number(versions), more: false };
}

async function removeEmptyNodes(tx: Tx, container: bigint): Promise<void> {
  await sql`
    delete from nodes where id in (
      select n.id from nodes n where n.parent = ${container}
        and not exists (select from versions v where v.node = n.id) limit ${NODES})`.execute(tx);
}
