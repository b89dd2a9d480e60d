import type { ServiceDefinition } from '#platform/service-definition';
import { identitySettings } from './settings.ts';

/** Identity: people, tokens, the catalog and the quota ledger. */
export const identityDefinition = {
  name: 'identity',
  settings: identitySettings,
  databases: [{ name: 'identity', setting: 'ASTAKOS_DATABASE_URL', of: 'identity' }],
  secrets: [
    { place: 'databases.identity', since: 1 },
    { place: 'components.astakos', since: 1 },
  ],
  roles: [
    {
      name: 'identity',
      databases: ['identity'],
      answers: 'anywhere',
      load: async () => (await import('./service.ts')).identityRole,
    },
  ],
  api: { title: 'Identity', routes: async () => (await import('./api/routes.ts')).routes },
  commands: async () => (await import('./commands/commands.ts')).identityCommands,
} as const satisfies ServiceDefinition;
