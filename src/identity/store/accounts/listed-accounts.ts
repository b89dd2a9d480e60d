import { sql } from 'kysely';
import { ADMIN_ROLE } from '#contract/admin-role';
import { listColumn } from '#platform/database/list-page';

/** Whether an account is an administrator, of a query over `users`. */
export const isAdmin = sql<boolean>`exists (select from user_groups ug join groups g on g.id = ug.group_id
  where ug.user_id = users.id and g.name = ${ADMIN_ROLE})`;

/** What the administrator's list of accounts can be filtered and ordered by. */
export const listedAccountColumns = {
  id: listColumn.number('users.id'),
  displayname: listColumn.text('users.username'),
  realname: listColumn.text(sql`trim(users.first_name || ' ' || users.last_name)`),
  uuid: listColumn.text('users.uuid'),
  active: listColumn.flag('users.is_active'),
  admin: listColumn.flag(isAdmin),
  verified: listColumn.flag('users.email_verified'),
  moderated: listColumn.flag('users.moderated'),
  email: listColumn.text('users.email'),
  activation_sent: listColumn.time('users.activation_sent_at'),
  last_login: listColumn.time('users.last_login_at'),
};

/** Which accounts the administrator asks for. */
export interface ListedAccounts {
  /** Only those that can be used. */
  active: boolean;
  /** Only verified ones that wait to be accepted. */
  pendingModeration: boolean;
  pendingVerification: boolean;
  /** Only members of all of them. */
  groups: readonly string[];
}
