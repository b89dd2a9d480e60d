import type { ServiceDefinition } from '#platform/service-definition';
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
    },
  ],
  secrets: [
    { place: 'databases.compute', since: 1 },
    { place: 'components.cyclades', since: 1 },
  ],
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
    {
      name: 'scheduler',
      databases: ['compute'],
      load: async () => (await import('./service.ts')).schedulerRole,
    },
  ],
  api: { title: 'Compute and images', routes: async () => (await import('./api/routes.ts')).computeRoutes },
  commands: async () => (await import('./commands/commands.ts')).computeCommands,
} as const satisfies ServiceDefinition;
