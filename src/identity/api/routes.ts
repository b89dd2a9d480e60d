import type { Route } from '#platform/http/route';
import type { Identity } from '../domain/identity.ts';
import { auditRoutes } from './audit/audit.ts';
import { menuRoutes } from './cloudbar/menus.ts';
import { statisticsRoutes } from './cloudbar/statistics.ts';
import { commissionRoutes } from './quota/commissions.ts';
import { showCloudState } from './cloud-state.ts';
import { listEndedCredentials } from './tokens/ended-credentials.ts';
import { feedbackRoute } from './mails/feedback.ts';
import { mailRoutes } from './mails/mails.ts';
import { membershipRoutes } from './projects/memberships.ts';
import { oauth2Routes } from './programs/oauth2.ts';
import { webloginRoutes } from './programs/weblogin.ts';
import { projectPageRoutes } from './projects/pages.ts';
import { projectRoutes } from './projects/projects.ts';
import { quotaRoutes } from './quota/quotas.ts';
import { profileRoutes } from './sign-in/profile.ts';
import { sessionRoutes } from './sign-in/session.ts';
import { termsRoutes } from './sign-in/terms.ts';
import { verificationRoute } from './sign-in/verification.ts';
import { authenticate } from './tokens/tokens.ts';
import { userCatalogRoutes } from './accounts.ts';
import { accountRoutes } from './users/accounts-on-page.ts';
import { userRoutes } from './users/users.ts';
import { versionRoutes } from './versions.ts';

/** Every route of identity. */
export const routes: readonly Route<Identity>[] = [
  ...versionRoutes,
  authenticate,
  ...userCatalogRoutes,
  ...quotaRoutes,
  ...commissionRoutes,
  ...membershipRoutes,
  ...projectRoutes,
  ...projectPageRoutes,
  ...sessionRoutes,
  ...termsRoutes,
  ...profileRoutes,
  verificationRoute,
  ...webloginRoutes,
  ...oauth2Routes,
  showCloudState,
  listEndedCredentials,
  ...mailRoutes,
  feedbackRoute,
  ...menuRoutes,
  ...statisticsRoutes,
  ...userRoutes,
  ...accountRoutes,
  ...auditRoutes,
];
