import type { ServiceDefinition } from '#platform/service/service-definition';
import { pithosComponent } from './component.ts';
import { objectSettings } from './settings.ts';

/** Object storage: accounts, containers, objects, their versions and who may read them. */
export const objectDefinition = {
  name: 'object',
  settings: objectSettings,
  databases: [{ name: 'object', setting: 'PITHOS_DATABASE_URL', of: 'object storage', since: 1 }],
  directories: ['blocks'],
  component: pithosComponent,
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
