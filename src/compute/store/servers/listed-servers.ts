import { sql } from 'kysely';
import { listColumn } from '#platform/database/list-page';
import type { Session } from '../session.ts';

/** What the administrator's list of servers can be filtered and ordered by. */
export const listedServerColumns = {
  id: listColumn.number('id'),
  name: listColumn.text('name'),
  'user.uuid': listColumn.text('user_id'),
  flavor: listColumn.number('flavor_id'),
  'image.id': listColumn.text('image_id'),
  backend: listColumn.number('backend_id'),
  task: listColumn.text('task'),
  project: listColumn.text('project'),
  suspended: listColumn.flag('suspended'),
  created: listColumn.time('created'),
  updated: listColumn.time('updated'),
  deleted: listColumn.flag('deleted'),
};

/** Which servers the administrator asks for. */
export interface ListedServers {
  user?: string | undefined;
  project?: string | undefined;
  backend?: number | undefined;
  /** Deleted ones instead of live ones. */
  deleted: boolean;
  /** Only suspended ones. */
  suspended?: boolean;
  /** Only those being made. */
  build?: boolean;
}

/** How many live servers each flavor or back end has, to be joined: `of` is its number. */
export function liveServers(db: Session, by: 'flavor_id' | 'backend_id') {
  return db
    .selectFrom('servers')
    .where('deleted', '=', false)
    .groupBy(by)
    .select((eb) => [
      sql<number>`${sql.ref(by)}`.as('of'),
      eb.cast<number>(eb.fn.countAll(), 'integer').as('vms'),
    ]);
}
