import { sql } from 'kysely';
import { listColumn } from '#platform/database/list-page';

/** What the administrator's list of quota can be filtered and ordered by. */
export const listedHoldingColumns = {
  displayname: listColumn.text('u.username'),
  holder: listColumn.text('u.uuid'),
  user: listColumn.text('u.uuid'),
  source: listColumn.text(sql`substr(h.source, 9)`),
  resource: listColumn.text('h.resource'),
  limit: listColumn.number('h.upper_limit'),
  usage: listColumn.number('h.usage_max'),
};

/** A counter of an accepted account, with its account and its unit. */
export interface ListedHolding {
  id: bigint;
  uuid: string;
  email: string;
  username: string;
  source: string;
  resource: string;
  unit: string | null;
  limit: bigint;
  usage: bigint;
}
