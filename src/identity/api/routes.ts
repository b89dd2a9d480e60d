import type { Route } from '#platform/http/route';
import type { Identity } from '../domain/identity.ts';
import * as commissions from './quota/commissions.ts';
import { showCloudState } from './cloud-state.ts';
import * as internal from './tokens/ended-credentials.ts';
import * as projects from './projects.ts';
import * as quotas from './quota/quotas.ts';
import * as session from './sign-in/session.ts';
import * as tokens from './tokens/tokens.ts';
import * as userCatalogs from './accounts.ts';
import * as versions from './versions.ts';

/** Every route of identity. */
export const routes: readonly Route<Identity>[] = [
  versions.listVersions,
  versions.showVersion,
  tokens.authenticate,
  userCatalogs.translateForUser,
  userCatalogs.translateForService,
  quotas.listResources,
  quotas.showQuotas,
  quotas.showServiceQuotas,
  quotas.showProjectQuotas,
  commissions.issue,
  commissions.listPending,
  commissions.resolveMany,
  commissions.show,
  commissions.resolveOne,
  projects.listProjects,
  projects.chooseDefaultProject,
  session.logIn,
  session.showSession,
  session.logOut,
  session.showTokenEnd,
  session.renew,
  showCloudState,
  internal.listEndedCredentials,
  commissions.listPendingWithTimes,
];
