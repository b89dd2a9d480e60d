import type { ServiceDefinition } from '#platform/service/service-definition';
import { astakosComponent } from './component.ts';
import { identitySettings } from './settings.ts';

/** Identity: people, tokens, the catalog and the quota ledger. */
export const identityDefinition = {
  name: 'identity',
  settings: identitySettings,
  databases: [{ name: 'identity', setting: 'ASTAKOS_DATABASE_URL', of: 'identity', since: 1 }],
  component: astakosComponent,
  roles: [
    {
      name: 'identity',
      databases: ['identity'],
      answers: 'anywhere',
      makesSecrets: true,
      load: async () => (await import('./service.ts')).identityRole,
    },
  ],
  setUp: { role: 'identity', load: async () => (await import('./set-up.ts')).identitySetUp },
  segments: { astakos: 'identity' },
  api: { title: 'Identity', routes: async () => (await import('./api/routes.ts')).routes },
  repeatedWork: async () => (await import('./jobs/repeated-work.ts')).identityWork,
  commands: async () => (await import('./commands/commands.ts')).identityCommands,
} as const satisfies ServiceDefinition;
