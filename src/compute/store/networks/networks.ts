import { sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { NetworkTable } from './schema.ts';
import type { Viewer } from '../servers/servers.ts';
import type { Session } from '../session.ts';

export type NetworkRow = RowOf<NetworkTable>;

const networkColumns = columns('networks', [
  'id',
  'name',
  'type',
  'mode',
  'link',
  'mac_prefix',
  'tags',
  'public',
  'floating_ip_pool',
  'drained',
  'deleted',
  'action',
  'user_id',
  'project',
  'shared_to_project',
  'state',
  'created',
  'updated',
]);

/** Networks of servers. */
export class NetworkStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  insert(row: NewRowOf<NetworkTable>): Promise<NetworkRow> {
    return this.#db
      .insertInto('networks')
      .values(toColumns(row))
      .returning(networkColumns)
      .executeTakeFirstOrThrow();
  }

  /**
   * Networks a viewer sees: public ones, own ones, those of projects. Live ones, or those of `ids`, or what changed since a
   * time, both with deleted ones.
   */
  visible(viewer: Viewer, choice: { ids?: readonly number[]; since?: Date } = {}): Promise<NetworkRow[]> {
    let rows = this.#all().where((eb) =>
      eb.or([
        eb('public', '=', true),
        eb('user_id', '=', viewer.user),
        ...(viewer.projects.length === 0
          ? []
          : [eb.and([eb('shared_to_project', '=', true), eb('project', 'in', [...viewer.projects])])]),
      ]),
    );
    if (choice.ids !== undefined) rows = rows.where('id', '=', anyOf(choice.ids));
    else if (choice.since !== undefined) rows = rows.where('updated', '>=', choice.since);
    else rows = rows.where('deleted', '=', false);
    return rows.orderBy('id').execute();
  }

  /** All live public networks of one link, for the operator's lists. */
  ofLink(link: string): Promise<NetworkRow[]> {
    return this.#all()
      .where('link', '=', link)
      .where('public', '=', true)
      .where('deleted', '=', false)
      .orderBy('id')
      .execute();
  }

  /** Live networks by number, also those the user does not see: for the operator's own lists and back-end names. */
  byIds(ids: readonly number[]): Promise<NetworkRow[]> {
    return this.#all().where('id', '=', anyOf(ids)).where('deleted', '=', false).execute();
  }

  /**
   * Locks a network for whoever connects something to it: several may at once, but it is neither deleted nor drained
   * meanwhile.
   */
  lockForUse(id: number): Promise<NetworkRow | undefined> {
    return this.#all().where('id', '=', id).forShare().executeTakeFirst();
  }

  /** Locks a network for whoever changes it, until nobody connects anything to it any more. */
  lock(id: number): Promise<NetworkRow | undefined> {
    return this.#all().where('id', '=', id).forUpdate().executeTakeFirst();
  }

  #all() {
    return this.#db.selectFrom('networks').select(networkColumns);
  }
}

const anyOf = (ids: readonly number[]) => sql<number>`any(${[...ids]}::integer[])`;
