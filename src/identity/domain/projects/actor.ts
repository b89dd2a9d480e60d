import { ADMIN_ROLE } from '#contract/admin-role';
import type { Bearer } from '../tokens/authentication.ts';
import type { Identity } from '../identity.ts';

/** Who acts on projects. A command has no account and may do what an administrator of projects may. */
export interface Actor {
  id: bigint | null;
  isProjectAdmin: boolean;
}

/** Whoever may run a command on the machine. */
export const operator: Actor = { id: null, isProjectAdmin: true };

/** A person, who administers projects when the settings or his role say so (spec/identity 3.7). */
export function actorOf({ settings }: Identity, { id, uuid, roles }: Bearer): Actor & { id: bigint } {
  const isProjectAdmin =
    settings.ASTAKOS_PROJECT_ADMINS.includes(uuid) || roles.some(({ name }) => name === ADMIN_ROLE);
  return { id, isProjectAdmin };
}
