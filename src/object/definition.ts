import { bytes } from '#platform/service/resource-outlines';
import type { ServiceDefinition } from '#platform/service/service-definition';
import { objectSettings } from './settings.ts';

/** Object storage: accounts, containers, objects, their versions and who may read them. */
export const objectDefinition = {
  name: 'object',
  settings: objectSettings,
  databases: [{ name: 'object', setting: 'PITHOS_DATABASE_URL', of: 'object storage', since: 1 }],
  directories: ['blocks'],
  component: {
    name: 'pithos',
    prefix: 'pithos',
    // only `reconcile-resources-pithos --force` does (spec/object-storage 7)
    mayForce: true,
    since: 1,
    catalog: [
      {
        name: 'pithos_object-store',
        type: 'object-store',
        prefix: 'object-store',
        version: 'v1',
        exposeVersion: true,
        resources: [bytes('pithos.diskspace', 'Pithos account diskspace')],
      },
    ],
  },
  roles: [
    {
      name: 'object',
      databases: ['object'],
      answers: 'anywhere',
      load: async () => (await import('./service.ts')).objectRole,
    },
  ],
  segments: { pithos: 'object', auth: 'object', info: 'object' },
  api: { title: 'Object storage', routes: async () => (await import('./api/routes.ts')).objectRoutes },
  repeatedWork: async () => (await import('./jobs/repeated-work.ts')).objectWork,
  commands: async () => (await import('./commands/commands.ts')).objectCommands,
} as const satisfies ServiceDefinition;
