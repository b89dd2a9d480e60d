import type { ServiceDefinition } from '#platform/service/service-definition';
import { vmhostSettings } from './settings.ts';

/** The embedded hypervisor manager: Ganeti's remote API for one machine, and QEMU behind it. */
export const vmhostDefinition = {
  name: 'vmhost',
  settings: vmhostSettings,
  databases: [],
  directories: ['vmhost'],
  secrets: [{ place: 'rapi.password', since: 1 }],
  roles: [
    {
      name: 'vmhost',
      databases: [],
      usesBus: true,
      answers: 'privately',
      load: async () => (await import('./service.ts')).vmhostRole,
    },
  ],
  setUp: {
    role: 'vmhost',
    needs: ['object', 'compute'],
    load: async () => (await import('./set-up.ts')).vmhostSetUp,
  },
  manager: { role: 'vmhost', clusterNameSetting: 'VMHOST_CLUSTER_NAME', password: 'rapi.password' },
} as const satisfies ServiceDefinition;
