import type { ServiceDefinition } from '#platform/service/service-definition';
import { cycladesComponent } from './component.ts';
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
  component: cycladesComponent,
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
