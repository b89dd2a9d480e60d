import { computeRole, dispatcherRole, schedulerRole } from '#compute/service';
import { consoleRole } from '#console/service';
import { gatewayRole } from '#gateway/service';
import { identityRole } from '#identity/service';
import { objectRole } from '#object/service';
import type { RoleDefinition, RoleName } from '#platform/role';
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

/** The role of a name. */
export function roleNamed(name: RoleName): RoleDefinition {
  const role = roles.find((candidate) => candidate.name === name);
  if (role === undefined) throw new TypeError(`there is no role named ${name}`);
  return role;
}
