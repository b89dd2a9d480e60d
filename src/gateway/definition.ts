import type { ServiceDefinition } from '#platform/service/service-definition';
import { gatewaySettings } from './settings.ts';

/** The one HTTP entrance of the cloud. */
export const gatewayDefinition = {
  name: 'gateway',
  settings: gatewaySettings,
  databases: [],
  roles: [{ name: 'gateway', databases: [], load: async () => (await import('./service.ts')).gatewayRole }],
} as const satisfies ServiceDefinition;
