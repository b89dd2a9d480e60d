import type { Page, PageRequest } from '#platform/commands/page';
import { columns, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { ProjectBackendTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type ProjectBackendRow = RowOf<ProjectBackendTable>;

/** What the list of them can be filtered and ordered by. */
export const listedProjectBackendColumns = {
  id: listColumn.number('project_backends.id'),
  project: listColumn.text('project_backends.project'),
  backend: listColumn.number('project_backends.backend_id'),
};

/** Which of them are meant: what is undefined asks nothing. */
export interface ChosenProjectBackends {
  id?: number | undefined;
  project?: string | undefined;
  backend?: number | undefined;
}

/** Back ends that projects have for themselves. */
export class ProjectBackendStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Undefined when the project has that back end already. */
  insert(row: Omit<ProjectBackendRow, 'id'>): Promise<ProjectBackendRow | undefined> {
    return this.#db
      .insertInto('project_backends')
      .values(toColumns(row))
      .onConflict((conflict) => conflict.columns(['project', 'backend_id']).doNothing())
      .returning(columns('project_backends', ['id', 'project', 'backend_id']))
      .executeTakeFirst();
  }

  /** Removes those that are meant, and gives them. */
  remove({ id, project, backend }: ChosenProjectBackends): Promise<ProjectBackendRow[]> {
    let rows = this.#db.deleteFrom('project_backends');
    if (id !== undefined) rows = rows.where('id', '=', id);
    if (project !== undefined) rows = rows.where('project', '=', project);
    if (backend !== undefined) rows = rows.where('backend_id', '=', backend);
    return rows.returning(columns('project_backends', ['id', 'project', 'backend_id'])).execute();
  }

  /** True when the project has that back end for itself. */
  async includes({ project, backendId }: Omit<ProjectBackendRow, 'id'>): Promise<boolean> {
    const found = await this.#db
      .selectFrom('project_backends')
      .select('id')
      .where('project', '=', project)
      .where('backend_id', '=', backendId)
      .executeTakeFirst();
    return found !== undefined;
  }

  /** One page of the administrator's list. */
  listed(request: PageRequest): Promise<Page<ProjectBackendRow>> {
    const rows = this.#db
      .selectFrom('project_backends')
      .select(columns('project_backends', ['id', 'project', 'backend_id']));
    return readPage(rows, listedProjectBackendColumns, 'project_backends.id', request);
  }
}
