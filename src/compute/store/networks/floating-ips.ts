import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { type Listed, listedFloatingIpColumns, onlyListed } from './listed.ts';
import { sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Session } from '../session.ts';
import type { Viewer } from '../servers/servers.ts';
import type { FloatingIpTable } from './schema.ts';

/** A floating IP with the port that its address is on, and that port's server. */
export type FloatingIpRow = RowOf<FloatingIpTable> & { portId: number | null; serverId: number | null };

const floatingIpColumns = columns('floating_ips', [
  'id',
  'network_id',
  'address',
  'user_id',
  'project',
  'shared_to_project',
  'deleted',
  'created',
  'updated',
]);

/** Public addresses that users hold. */
export class FloatingIpStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insert(row: NewRowOf<FloatingIpTable>): Promise<number> {
    const { id } = await this.#db
      .insertInto('floating_ips')
      .values(toColumns(row))
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async update(ids: readonly number[], changes: ChangeOf<FloatingIpTable>): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('floating_ips')
      .set(toColumns(changes))
      .where('id', '=', sql<number>`any(${[...ids]}::integer[])`)
      .execute();
  }

  /** Has another project pay for one; false when it is not that project's any more. */
  async move(
    id: number,
    {
      from,
      project,
      sharedToProject,
      updated,
    }: Pick<FloatingIpRow, 'project' | 'sharedToProject' | 'updated'> & {
      from: string;
    },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('floating_ips')
      .set({ project, shared_to_project: sharedToProject, updated })
      .where('id', '=', id)
      .where('project', '=', from)
      .where('deleted', '=', false)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** Those a viewer sees: live ones, or what changed since a time, with released ones. */
  visible(viewer: Viewer, choice: { since?: Date | undefined } = {}): Promise<FloatingIpRow[]> {
    const rows = this.#seenBy(viewer);
    return (
      choice.since === undefined
        ? rows.where('floating_ips.deleted', '=', false)
        : rows.where('floating_ips.updated', '>=', choice.since)
    )
      .orderBy('floating_ips.id')
      .execute();
  }

  /** A live one that a viewer sees. */
  findVisible(viewer: Viewer, id: number): Promise<FloatingIpRow | undefined> {
    return this.#liveSeenBy(viewer).where('floating_ips.id', '=', id).executeTakeFirst();
  }

  /** The same, locked until the transaction ends. Its network and its address are locked before it. */
  lockVisible(viewer: Viewer, id: number): Promise<FloatingIpRow | undefined> {
    return this.#liveSeenBy(viewer)
      .where('floating_ips.id', '=', id)
      .forUpdate('floating_ips')
      .executeTakeFirst();
  }

  /** Live ones of an address, which is an IPv4 address, that a viewer sees. */
  visibleAt(viewer: Viewer, address: string): Promise<FloatingIpRow[]> {
    return this.#liveSeenBy(viewer).where('floating_ips.address', '=', address).execute();
  }

  /** A user's own ones in a network that are on no port, by number. */
  idleOf(user: string, network: number): Promise<FloatingIpRow[]> {
    return this.#all()
      .where('floating_ips.user_id', '=', user)
      .where('floating_ips.network_id', '=', network)
      .where('floating_ips.deleted', '=', false)
      .where('addresses.port_id', 'is', null)
      .orderBy('floating_ips.id')
      .execute();
  }

  #liveSeenBy(viewer: Viewer) {
    return this.#seenBy(viewer).where('floating_ips.deleted', '=', false);
  }

  #seenBy({ user, projects }: Viewer) {
    return this.#all().where((eb) =>
      eb.or([
        eb('floating_ips.user_id', '=', user),
        eb.and([
          eb('floating_ips.shared_to_project', '=', true),
          eb('floating_ips.project', '=', sql<string>`any(${[...projects]}::text[])`),
        ]),
      ]),
    );
  }

  /** One page of the administrator's list. */
  listed(listed: Listed, request: PageRequest): Promise<Page<FloatingIpRow>> {
    const rows = onlyListed(this.#all(), 'floating_ips', listed);
    return readPage(rows, listedFloatingIpColumns, 'floating_ips.id', request);
  }

  /** Any one, for the administrator. */
  find(id: number): Promise<FloatingIpRow | undefined> {
    return this.#all().where('floating_ips.id', '=', id).executeTakeFirst();
  }

  #all() {
    return this.#db
      .selectFrom('floating_ips')
      .leftJoin('addresses', 'addresses.floating_ip_id', 'floating_ips.id')
      .leftJoin('ports', 'ports.id', 'addresses.port_id')
      .select([...floatingIpColumns, 'addresses.port_id as portId', 'ports.server_id as serverId']);
  }
}
