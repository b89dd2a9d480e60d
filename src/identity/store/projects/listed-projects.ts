import { sql } from 'kysely';
import { listColumn } from '#platform/database/list-page';

/** The last application of a project, where it waits for a decision. */
export const pendingApplication = sql<bigint | null>`(select a.id from applications a
  where a.id = projects.last_application_id and a.state = 0)`;

/** What the administrator's list of projects can be filtered and ordered by. */
export const listedProjectColumns = {
  id: listColumn.text('projects.uuid'),
  name: listColumn.text('projects.realname'),
  owner: listColumn.text('o.email'),
  owner_uuid: listColumn.text('o.uuid'),
  description: listColumn.text('projects.description'),
  end_date: listColumn.time('projects.end_at'),
  creation_date: listColumn.time('projects.created_at'),
  deactivation_date: listColumn.time('projects.deactivated_at'),
  pending_app: listColumn.number(pendingApplication),
};

/** Which projects the administrator asks for. */
export interface ListedProjects {
  /** Only new ones that wait for approval, only those with a change that waits, or both. */
  isNew: boolean;
  isModified: boolean;
  /** Also those that have ended or were given up. */
  deleted: boolean;
  /** Also those that people have of themselves. */
  base: boolean;
}
