import { auditMigration } from '#platform/audit/audit-tables';
import type { Migrations } from '#platform/database/database';
import { rateLimitMigration } from '#platform/rate-limit';
import { repeatedWorkMigration } from '#platform/repeated-work/migrations';
import { createAccounts } from './migrations/accounts.ts';
import { createAccountState } from './migrations/account-state.ts';
import { createBearers } from './migrations/bearers.ts';
import { createComponents } from './migrations/components.ts';
import { createDeclarations } from './migrations/declarations.ts';
import { createMails } from './migrations/mails.ts';
import { createOpeningRows } from './migrations/opening-rows.ts';
import { createPolicies } from './migrations/policies.ts';
import { indexPendingApplications } from './migrations/pending-applications.ts';
import { createPrograms } from './migrations/programs.ts';
import { createProjects } from './migrations/projects.ts';
import { createQuota } from './migrations/quota.ts';
import { createRecovery } from './migrations/recovery.ts';
import { addTermsToBearers } from './migrations/terms-of-bearers.ts';
import { createReminders } from './migrations/reminders.ts';
import { createSessionUse } from './migrations/session-use.ts';
import { createUsageSamples } from './migrations/usage-samples.ts';
import { createVerification } from './migrations/verification.ts';

/** The schema of identity, in the order in which it came to be. */
export const migrations: Migrations = {
  '0001-accounts': { up: createAccounts },
  '0002-components': { up: createComponents },
  '0003-projects': { up: createProjects },
  '0004-quota': { up: createQuota },
  '0005-bearers': { up: createBearers },
  '0006-recovery': { up: createRecovery },
  '0007-opening-rows': { up: createOpeningRows },
  '0008-declarations': { up: createDeclarations },
  '0009-rate-limits': rateLimitMigration,
  '0010-repeated-work': repeatedWorkMigration,
  '0011-mails': { up: createMails },
  '0012-policies': { up: createPolicies },
  '0013-pending-applications': { up: indexPendingApplications },
  '0015-verification': { up: createVerification },
  '0016-terms-of-bearers': { up: addTermsToBearers },
  '0017-audit': auditMigration,
  '0018-programs': { up: createPrograms },
  '0019-reminders': { up: createReminders },
  '0020-session-use': { up: createSessionUse },
  '0021-account-state': { up: createAccountState },
  '0022-usage-samples': { up: createUsageSamples },
};
