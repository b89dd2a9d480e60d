import { auditCommands } from '#platform/audit/audit-commands';
import { catalogExports } from '#platform/commands/catalog-exports';
import type { ServiceCommand } from '#platform/commands/service-command';
import { recoveryCommands } from '#platform/commands/recovery-commands';
import { ledgerCommands } from '#platform/quota/ledger-commands';
import { cycladesComponent } from '../component.ts';
import type { Store } from '../store/store.ts';
import type { Compute } from '../domain/compute.ts';
import { findOrphans } from '../domain/backends/orphans.ts';
import { backendAdd } from './backends/backend-add.ts';
import { backendList } from './backends/backend-list.ts';
import { backendModify } from './backends/backend-modify.ts';
import { backendRemove } from './backends/backend-remove.ts';
import { backendUpdateStatus } from './backends/backend-update-status.ts';
import { projectBackendCommands } from './backends/project-backends.ts';
import { flavorAccessCommands } from './flavors/flavor-access.ts';
import { flavorCreate } from './flavors/flavor-create.ts';
import { flavorList } from './flavors/flavor-list.ts';
import { flavorModify } from './flavors/flavor-modify.ts';
import { flavorShow } from './flavors/flavor-show.ts';
import { imageList } from './images/image-list.ts';
import { imageShow } from './images/image-show.ts';
import { enforceResources } from './enforce-resources.ts';
import { statsCyclades } from './stats-cyclades.ts';
import { floatingIpCommands } from './networks/floating-ip-commands.ts';
import { networkCommands } from './networks/network-changes.ts';
import { networkCreate } from './networks/network-create.ts';
import { networkList } from './networks/network-list.ts';
import { poolCommands } from './networks/pool-commands.ts';
import { subnetCommands } from './networks/subnet-commands.ts';
import { portCreate } from './ports/port-create.ts';
import { portInspect } from './ports/port-inspect.ts';
import { portList } from './ports/port-list.ts';
import { portRemove } from './ports/port-remove.ts';
import { rescueImageCommands } from './rescue-images/rescue-images.ts';
import { orphanTable } from './backends/orphan-table.ts';
import { reconcileServers } from './servers/reconcile-servers.ts';
import { serverCreate } from './servers/server-create.ts';
import { serverInspect } from './servers/server-inspect.ts';
import { serverList } from './servers/server-list.ts';
import { serverModify } from './servers/server-modify.ts';
import { serverTagExists } from './servers/server-tag-exists.ts';
import { serverRemove } from './servers/server-remove.ts';
import { serverShow } from './servers/server-show.ts';

/** The administration commands of compute. */
export const computeCommands: readonly ServiceCommand<Compute>[] = [
  ...auditCommands<Compute>({ role: 'compute', prefix: 'cyclades-' }),
  serverList,
  serverShow,
  serverInspect,
  serverCreate,
  serverModify,
  serverTagExists,
  serverRemove,
  flavorCreate,
  flavorList,
  flavorShow,
  flavorModify,
  ...flavorAccessCommands,
  ...rescueImageCommands,
  imageList,
  imageShow,
  backendAdd,
  backendList,
  backendModify,
  backendRemove,
  backendUpdateStatus,
  ...projectBackendCommands,
  networkCreate,
  networkList,
  ...networkCommands,
  ...subnetCommands,
  portCreate,
  portList,
  portInspect,
  portRemove,
  ...floatingIpCommands,
  ...poolCommands,
  reconcileServers,
  statsCyclades,
  enforceResources,
  ...catalogExports<Compute>({
    role: 'compute',
    component: cycladesComponent,
    baseUrl: ({ baseUrl }) => baseUrl,
  }),
  ...ledgerCommands<Compute, Store>({
    name: 'cyclades',
    role: 'compute',
    ledger: ({ ledger }) => ledger,
    used: async ({ store }, filter) => [
      ...(await store.servers.charges(filter)),
      ...(await store.networks.charges(filter)),
    ],
  }),
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
