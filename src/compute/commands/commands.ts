import type { Command } from '#platform/command';
import { recoveryCommands } from '#platform/database-recovery-commands';
import type { Compute } from '../domain/compute.ts';
import { findOrphans } from '../domain/orphans.ts';
import { backendAdd } from './backend-add.ts';
import { backendList } from './backend-list.ts';
import { backendModify } from './backend-modify.ts';
import { flavorCreate } from './flavor-create.ts';
import { flavorList } from './flavor-list.ts';
import { imageList } from './image-list.ts';
import { imageShow } from './image-show.ts';
import { orphanTable } from './orphan-table.ts';
import { reconcileServers } from './reconcile-servers.ts';
import { serverList } from './server-list.ts';
import { serverShow } from './server-show.ts';

/** The administration commands of compute. */
export const computeCommands: readonly Command<Compute>[] = [
  serverList,
  serverShow,
  flavorCreate,
  flavorList,
  imageList,
  imageShow,
  backendAdd,
  backendList,
  backendModify,
  reconcileServers,
  ...recoveryCommands<Compute>({
    name: 'cyclades',
    role: 'compute',
    what: 'machines that no server has',
    recovery: ({ recovery }) => recovery,
    async doomed(compute) {
      const { orphans } = await findOrphans(compute);
      return { ...orphanTable(orphans), total: orphans.length };
    },
  }),
];
