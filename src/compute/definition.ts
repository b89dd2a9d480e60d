import { bytes, counted, hidden } from '#platform/service/resource-outlines';
import type { ServiceDefinition } from '#platform/service/service-definition';
import { computeSettings } from './settings.ts';

/** Compute: servers, flavors, images, networks and keys over the back ends. */
export const computeDefinition = {
  name: 'compute',
  settings: computeSettings,
  databases: [
    {
      name: 'compute',
      setting: 'CYCLADES_DATABASE_URL',
      of: 'compute',
      directSetting: 'CYCLADES_DATABASE_DIRECT_URL',
      since: 1,
    },
  ],
  component: {
    name: 'cyclades',
    prefix: 'cyclades',
    mayForce: true,
    since: 1,
    catalog: [
      {
        name: 'cyclades_compute',
        type: 'compute',
        prefix: 'compute',
        version: 'v2.0',
        exposeVersion: true,
        resources: [
          counted('cyclades.vm', 'Number of virtual machines'),
          hidden(counted('cyclades.total_cpu', 'Number of virtual machine processors')),
          counted('cyclades.cpu', 'Number of virtual machine processors of running servers'),
          hidden(bytes('cyclades.total_ram', 'Virtual machine memory')),
          bytes('cyclades.ram', 'Virtual machine memory of running servers'),
          bytes('cyclades.disk', 'Virtual machine disk size'),
        ],
      },
      { name: 'cyclades_plankton', type: 'image', prefix: 'image', version: 'v1.0', exposeVersion: false },
      {
        name: 'cyclades_network',
        type: 'network',
        prefix: 'network',
        version: 'v2.0',
        exposeVersion: false,
        resources: [
          counted('cyclades.network.private', 'Number of private networks'),
          counted('cyclades.floating_ip', 'Number of floating IP addresses'),
        ],
      },
      { name: 'cyclades_volume', type: 'volume', prefix: 'volume', version: 'v2.0', exposeVersion: false },
    ],
  },
  roles: [
    {
      name: 'compute',
      databases: ['compute'],
      answers: 'anywhere',
      load: async () => (await import('./service.ts')).computeRole,
    },
    {
      name: 'dispatcher',
      databases: ['compute'],
      usesBus: true,
      load: async () => (await import('./service.ts')).dispatcherRole,
    },
  ],
  setUp: { role: 'compute', load: async () => (await import('./set-up.ts')).computeSetUp },
  formerRoles: {
    scheduler: 'each process with the role compute does its work now, one at a time: leave it out',
  },
  segments: { cyclades: 'compute' },
  api: { title: 'Compute and images', routes: async () => (await import('./api/routes.ts')).computeRoutes },
  repeatedWork: async () => (await import('./jobs/repeated-work.ts')).computeWork,
  jobs: true,
  events: async () => (await import('./jobs/events.ts')).computeEvents,
  commands: async () => (await import('./commands/commands.ts')).computeCommands,
} as const satisfies ServiceDefinition;
