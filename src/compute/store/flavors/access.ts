import type { Page, PageRequest } from '#platform/commands/page';
import { columns, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { FlavorAccessTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type FlavorAccessRow = RowOf<FlavorAccessTable>;

const accessColumns = columns('flavor_access', ['id', 'project', 'flavor_id']);

/** What the list of them can be filtered and ordered by. */
export const listedFlavorAccessColumns = {
  id: listColumn.number('flavor_access.id'),
  project: listColumn.text('flavor_access.project'),
  flavor: listColumn.number('flavor_access.flavor_id'),
};

/** Which of them are meant: what is undefined asks nothing. */
export interface ChosenFlavorAccess {
  id?: number | undefined;
  project?: string | undefined;
  flavor?: number | undefined;
}

/** Projects that may use flavors that are not public. */
export class FlavorAccessStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Undefined when the project has that flavor already. */
  insert(row: Omit<FlavorAccessRow, 'id'>): Promise<FlavorAccessRow | undefined> {
    return this.#db
      .insertInto('flavor_access')
      .values(toColumns(row))
      .onConflict((conflict) => conflict.columns(['project', 'flavor_id']).doNothing())
      .returning(accessColumns)
      .executeTakeFirst();
  }

  /** Removes those that are meant, and gives them. */
  remove({ id, project, flavor }: ChosenFlavorAccess): Promise<FlavorAccessRow[]> {
    let rows = this.#db.deleteFrom('flavor_access');
    if (id !== undefined) rows = rows.where('id', '=', id);
    if (project !== undefined) rows = rows.where('project', '=', project);
    if (flavor !== undefined) rows = rows.where('flavor_id', '=', flavor);
    return rows.returning(accessColumns).execute();
  }

  /** The projects among these that each flavor is opened to. */
  async projectsOf(flavors: readonly number[], projects: readonly string[]): Promise<Map<number, string[]>> {
    if (flavors.length === 0 || projects.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('flavor_access')
      .select(accessColumns)
      .where('flavor_id', 'in', [...flavors])
      .where('project', 'in', [...projects])
      .orderBy('project')
      .execute();
    return new Map(
      [...Map.groupBy(rows, ({ flavorId }) => flavorId)].map(([id, entries]) => [
        id,
        entries.map(({ project }) => project),
      ]),
    );
  }

  /** One page of the administrator's list. */
  listed(request: PageRequest): Promise<Page<FlavorAccessRow>> {
    const rows = this.#db.selectFrom('flavor_access').select(accessColumns);
    return readPage(rows, listedFlavorAccessColumns, 'flavor_access.id', request);
  }
}
