import type { ServiceDefinition } from '#platform/service/service-definition';
import { consoleSettings } from './settings.ts';

/** The relay of screens. */
export const consoleDefinition = {
  name: 'console',
  settings: consoleSettings,
  databases: [],
  roles: [
    {
      name: 'console',
      databases: [],
      answers: 'anywhere',
      load: async () => (await import('./service.ts')).consoleRole,
    },
  ],
  upgrades: { '/cyclades/screen': 'console' },
} as const satisfies ServiceDefinition;
