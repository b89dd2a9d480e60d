import { sql } from 'kysely';
import type { OperState } from '../schema.ts';
import type { Session } from '../session.ts';
import { type ServerRow, serverColumns } from './servers.ts';

/** Which machines of the cloud are wanted: what is undefined asks nothing. */
export interface ServersQuery {
  /** Part of the name in any case, or the number. */
  match: string | undefined;
  owner: string | undefined;
  project: string | undefined;
  operstate: OperState | undefined;
  backend: number | undefined;
  suspended: boolean | undefined;
  order: 'created' | 'name';
  /** The other way round. */
  down: boolean;
  offset: number;
  limit: number;
}

/** Machines of all users, as administrators see them. */
export class AdministeredServerStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** A part of the list, the newest first or by name, and how long the whole is. Deleted ones are there only when asked for. */
  async list(wanted: ServersQuery): Promise<{ rows: ServerRow[]; total: number }> {
    const { match, owner, project, operstate, backend, suspended, order, down } = wanted;
    let query = this.#db.selectFrom('servers').where('servers.deleted', '=', operstate === 'DESTROYED');
    if (operstate !== undefined) query = query.where('servers.operstate', '=', operstate);
    if (owner !== undefined) query = query.where('servers.user_id', '=', owner);
    if (project !== undefined) query = query.where('servers.project', '=', project);
    if (backend !== undefined) query = query.where('servers.backend_id', '=', backend);
    if (suspended !== undefined) query = query.where('servers.suspended', '=', suspended);
    if (match !== undefined)
      query = query.where(
        sql<boolean>`(position(${match.toLowerCase()} in lower(servers.name)) > 0 or servers.id::text = ${match})`,
      );
    const by = order === 'name' ? 'servers.name' : 'servers.id';
    const direction = (order === 'name') === down ? 'desc' : 'asc';
    // The place is found in an index, and only the rows of the page are read whole.
    const page = query
      .select('servers.id')
      .orderBy(by, direction)
      .orderBy('servers.id')
      .offset(wanted.offset)
      .limit(wanted.limit);
    const [rows, { total }] = await Promise.all([
      this.#db
        .selectFrom('servers')
        .select(serverColumns)
        .where('servers.id', 'in', page)
        .orderBy(by, direction)
        .orderBy('servers.id')
        .execute(),
      query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow(),
    ]);
    return { rows, total };
  }

  /** How many machines live in each back end, by its number. */
  async countsByBackend(): Promise<Map<number, number>> {
    const rows = await this.#db
      .selectFrom('servers')
      .select(['backend_id', sql<number>`count(*)::integer`.as('servers')])
      .where('deleted', '=', false)
      .groupBy('backend_id')
      .execute();
    return new Map(rows.map((row) => [row.backend_id, row.servers]));
  }
}
