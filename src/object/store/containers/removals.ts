import { sql } from 'kysely';
import type { ContainerRow, Db } from '../rows.ts';
import { ROOT_NODE } from '../schema.ts';

/** Objects, and versions of them, that one statement removes. */
const NODES = 500;

const VERSIONS = 5000;

/** Deleted containers, whose rows go in parts. */
export class RemovalStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Takes a container out of its account: nobody finds it any more, and its name is free. Everything that ever was in it is
   * still there, for `removePart`. The caller has made sure that no object is current.
   */
  async detach(container: ContainerRow): Promise<void> {
    const { account, name, id } = container;
    await this.#db
      .deleteFrom('permissions')
      .where('account', '=', account)
      .where('container', '=', name)
      .execute();
    await this.#db
      .deleteFrom('public_links')
      .where('account', '=', account)
      .where('container', '=', name)
      .execute();
    for (const table of ['statistics', 'meta_keys', 'policies'] as const)
      await this.#db.deleteFrom(table).where('node', '=', id).execute();
    await this.#db
      .updateTable('nodes')
      .set({ parent: null, live: false, name: `removed ${id}` })
      .where('id', '=', id)
      .execute();
  }

  /** Containers that are detached and not yet gone. */
  async detached(): Promise<bigint[]> {
    const rows = await this.#db
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
  async removePart(container: bigint): Promise<{ versions: number; more: boolean }> {
    const { rows } = await sql<{ nodes: bigint; versions: bigint }>`
      with part as (select id from nodes where parent = ${container} limit ${NODES}),
      gone as (
        delete from versions where serial in (
          select v.serial from part p join versions v on v.node = p.id limit ${VERSIONS}) returning serial)
      select (select count(*) from part) as nodes, (select count(*) from gone) as versions`.execute(this.#db);
    const { nodes, versions } = rows[0]!;
    if (versions < VERSIONS) await this.#removeEmptyNodes(container);
    if (nodes > 0n) return { versions: Number(versions), more: true };
    await this.#db.deleteFrom('nodes').where('id', '=', container).where('parent', 'is', null).execute();
    return { versions: Number(versions), more: false };
  }

  async #removeEmptyNodes(container: bigint): Promise<void> {
    await sql`
      delete from nodes where id in (
        select n.id from nodes n where n.parent = ${container}
          and not exists (select from versions v where v.node = n.id) limit ${NODES})`.execute(this.#db);
  }
}
