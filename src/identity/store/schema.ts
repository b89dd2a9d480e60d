import type { AuditTables } from '#platform/audit/audit-tables';
import type { AccountsTables } from './schema/accounts.ts';
import type { CatalogTables } from './schema/catalog.ts';
import type { PoliciesTables } from './schema/policies.ts';
import type { MailsTables } from './schema/mails.ts';
import type { ProgramsTables } from './schema/programs.ts';
import type { ProjectsTables } from './schema/projects.ts';
import type { QuotaTables } from './schema/quota.ts';
import type { RemindersTables } from './schema/reminders.ts';
import type { SignInTables } from './schema/sign-in.ts';

/** Every table of identity, with the names that SQL has. */
export type IdentitySchema = AccountsTables &
  SignInTables &
  CatalogTables &
  ProjectsTables &
  QuotaTables &
  PoliciesTables &
  MailsTables &
  RemindersTables &
  AuditTables &
  ProgramsTables;
