import { sql } from 'kysely';
import { columns, type RowOf } from '#platform/database/columns';
import type { OrphanTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type OrphanRow = RowOf<OrphanTable>;

/** Machines of back ends that no live server has. */
export class OrphanStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  ofBackend(backend: number): Promise<OrphanRow[]> {
    return this.#db
      .selectFrom('orphans')
      .select(columns('orphans', ['backend_id', 'name', 'seen', 'stopped']))
      .where('backend_id', '=', backend)
      .orderBy('seen')
      .orderBy('name')
      .execute();
  }

  /** Keeps which machines of a back end are orphans now: new ones are dated, others keep their date, the rest is forgotten. */
  async keep(backend: number, names: readonly string[], now: Date): Promise<void> {
    await sql`delete from orphans where backend_id = ${backend} and name <> all(${[...names]}::text[])`.execute(
      this.#db,
    );
    await sql`insert into orphans (backend_id, name, seen)
      select ${backend}, name, ${now} from unnest(${[...names]}::text[]) name on conflict do nothing`.execute(
      this.#db,
    );
  }

  async markStopped(orphan: OrphanRow, stopped: Date): Promise<void> {
    await this.#db
      .updateTable('orphans')
      .set({ stopped })
      .where('backend_id', '=', orphan.backendId)
      .where('name', '=', orphan.name)
      .execute();
  }
}
