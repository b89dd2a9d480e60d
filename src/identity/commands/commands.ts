import type { Command } from '#platform/command';
import type { Identity } from '../domain/identity.ts';
import { componentAdd } from './component-add.ts';
import { componentList } from './component-list.ts';
import { componentModify } from './component-modify.ts';
import { quota } from './quota.ts';
import { resourceList } from './resource-list.ts';
import { serviceList } from './service-list.ts';
import { userAdd } from './user-add.ts';
import { userList } from './user-list.ts';
import { userModify } from './user-modify.ts';
import { userShow } from './user-show.ts';

/** The administration commands of identity. */
export const identityCommands: readonly Command<Identity>[] = [
  userAdd,
  userList,
  userShow,
  userModify,
  quota,
  componentAdd,
  componentList,
  componentModify,
  serviceList,
  resourceList,
];
