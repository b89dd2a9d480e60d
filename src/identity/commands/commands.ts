import type { ServiceCommand } from '#platform/commands/service-command';
import type { Identity } from '../domain/identity.ts';
import { componentAdd } from './catalog/component-add.ts';
import { componentList } from './catalog/component-list.ts';
import { componentModify } from './catalog/component-modify.ts';
import { quota } from './quota.ts';
import { reconcileResourcesAstakos } from './reconcile-resources-astakos.ts';
import { resourceList } from './catalog/resource-list.ts';
import { serviceList } from './catalog/service-list.ts';
import { userAdd } from './accounts/user-add.ts';
import { userList } from './accounts/user-list.ts';
import { userModify } from './accounts/user-modify.ts';
import { userShow } from './accounts/user-show.ts';

/** The administration commands of identity. */
export const identityCommands: readonly ServiceCommand<Identity>[] = [
  userAdd,
  userList,
  userShow,
  userModify,
  quota,
  reconcileResourcesAstakos,
  componentAdd,
  componentList,
  componentModify,
  serviceList,
  resourceList,
];
