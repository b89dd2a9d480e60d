import type { ServiceDefinition } from '#platform/service-definition';
import { vmhostSettings } from './settings.ts';

/** The embedded hypervisor manager: Ganeti's remote API for one machine, and QEMU behind it. */
export const vmhostDefinition = {
  name: 'vmhost',
  settings: vmhostSettings,
  databases: [],
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
} as const satisfies ServiceDefinition;
