import { computeRole, dispatcherRole, schedulerRole } from '#compute/service';
import { consoleRole } from '#console/service';
import { gatewayRole } from '#gateway/service';
import { identityRole } from '#identity/service';
import { objectRole } from '#object/service';
import type { RoleDefinition } from '#platform/role';
import { vmhostRole } from '#vmhost/service';

/** Every role, in the order of starting: each finds what it needs already there. */
export const roles: readonly RoleDefinition[] = [
  identityRole,
  objectRole,
  vmhostRole,
  computeRole,
  dispatcherRole,
  schedulerRole,
  consoleRole,
  gatewayRole,
];
