import { catalogExports } from '#platform/commands/catalog-exports';
import type { ServiceCommand } from '#platform/commands/service-command';
import { astakosComponent } from '../component.ts';
import type { Acting } from '../domain/identity.ts';
import { groupCommands } from './accounts/groups.ts';
import { termAdd } from './accounts/term-add.ts';
import { upkeepCommands } from './accounts/upkeep.ts';
import { userActivationSend } from './accounts/user-activation-send.ts';
import { userAdd } from './accounts/user-add.ts';
import { userList } from './accounts/user-list.ts';
import { userModify } from './accounts/user-modify.ts';
import { userShow } from './accounts/user-show.ts';
import { identityAuditCommands } from './audit/audit.ts';
import { authProfileCommands } from './auth-profiles/auth-profiles.ts';
import { astakosInit } from './catalog/astakos-init.ts';
import { componentAdd } from './catalog/component-add.ts';
import { componentList } from './catalog/component-list.ts';
import { componentModify } from './catalog/component-modify.ts';
import { componentRemove } from './catalog/component-remove.ts';
import { componentShow } from './catalog/component-show.ts';
import { resourceImport } from './catalog/resource-import.ts';
import { resourceList } from './catalog/resource-list.ts';
import { resourceModify } from './catalog/resource-modify.ts';
import { serviceImport } from './catalog/service-import.ts';
import { serviceList } from './catalog/service-list.ts';
import { serviceShow } from './catalog/service-show.ts';
import { mailCommands } from './mails/mails.ts';
import { oauth2ClientCommands } from './programs/oauth2-clients.ts';
import { projectControl } from './projects/project-control.ts';
import { projectList } from './projects/project-list.ts';
import { projectModify } from './projects/project-modify.ts';
import { projectShow } from './projects/project-show.ts';
import { commissionCommands } from './quota/commissions.ts';
import { quota } from './quota/quota.ts';
import { quotaList } from './quota/quota-list.ts';
import { quotaVerify } from './quota/quota-verify.ts';
import { reconcileResourcesAstakos } from './reconcile-resources-astakos.ts';

/** The administration commands of identity. */
export const identityCommands: readonly ServiceCommand<Acting>[] = [
  userAdd,
  userList,
  userShow,
  userModify,
  userActivationSend,
  ...groupCommands,
  ...authProfileCommands,
  termAdd,
  ...upkeepCommands,
  projectList,
  projectShow,
  projectControl,
  projectModify,
  quota,
  quotaList,
  quotaVerify,
  reconcileResourcesAstakos,
  ...commissionCommands,
  ...mailCommands,
  ...identityAuditCommands,
  ...oauth2ClientCommands,
  componentAdd,
  componentList,
  componentShow,
  componentModify,
  componentRemove,
  serviceImport,
  serviceList,
  serviceShow,
  resourceImport,
  resourceList,
  resourceModify,
  ...catalogExports<Acting>({
    role: 'identity',
    component: astakosComponent,
    baseUrl: ({ baseUrl }) => baseUrl,
  }),
  astakosInit,
];
