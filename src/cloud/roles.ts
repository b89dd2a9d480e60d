import { computeDefinition } from '#compute/definition';
import { consoleDefinition } from '#console/definition';
import { gatewayDefinition } from '#gateway/definition';
import { identityDefinition } from '#identity/definition';
import { objectDefinition } from '#object/definition';
import type { ServiceDefinition } from '#platform/service/service-definition';
import { vmhostDefinition } from '#vmhost/definition';

/** Every service, in the order of starting: each finds what it needs already there. All other lists come from this one. */
export const services = [
  identityDefinition,
  objectDefinition,
  vmhostDefinition,
  computeDefinition,
  consoleDefinition,
  gatewayDefinition,
] as const satisfies readonly ServiceDefinition[];

type Services = (typeof services)[number];

/** What a machine can be told to be. */
export type RoleName = Services['roles'][number]['name'];

/** The databases of the cloud: those of the services, and the one of the message queue. */
export type DatabaseName = Services['databases'][number]['name'] | 'queue';
