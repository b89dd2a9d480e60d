import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { VolumeTable } from './schema.ts';
import type { Session } from './session.ts';

export type VolumeRow = RowOf<VolumeTable>;

const volumeColumns = columns('volumes', [
  'id',
  'server_id',
  'user_id',
  'project',
  'volume_type_id',
  'size',
  'index',
  'status',
  'source',
  'delete_on_termination',
  'deleted',
  'created',
  'updated',
]);

/** Disks of servers. */
export class VolumeStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  insert(row: NewRowOf<VolumeTable>): Promise<VolumeRow> {
    return this.#db
      .insertInto('volumes')
      .values(toColumns(row))
      .returning(volumeColumns)
      .executeTakeFirstOrThrow();
  }

  /** Live ones of a server, in their order. */
  of(server: number): Promise<VolumeRow[]> {
    return this.#db
      .selectFrom('volumes')
      .select(volumeColumns)
      .where('server_id', '=', server)
      .where('deleted', '=', false)
      .orderBy('index')
      .execute();
  }

  async setStatusOf(server: number, status: string, updated: Date): Promise<void> {
    await this.#db
      .updateTable('volumes')
      .set({ status, updated })
      .where('server_id', '=', server)
      .where('deleted', '=', false)
      .execute();
  }

  /** The disk that a server starts from belongs to the server's project. */
  async reassignRootOf(server: number, project: string, updated: Date): Promise<void> {
    await this.#db
      .updateTable('volumes')
      .set({ project, updated })
      .where('server_id', '=', server)
      .where('index', '=', 0)
      .where('deleted', '=', false)
      .execute();
  }

  /** The volumes went with their server. */
  async removeOf(server: number, updated: Date): Promise<void> {
    await this.#db
      .updateTable('volumes')
      .set({ status: 'DELETED', deleted: true, server_id: null, updated })
      .where('server_id', '=', server)
      .execute();
  }
}
