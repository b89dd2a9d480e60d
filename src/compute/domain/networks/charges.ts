import type { Charge } from '#platform/quota/charge';
import { fail } from '../../errors.ts';
import type { Caller, Compute } from '../compute.ts';

/** What private networks cost. */
export const networkCharge = (user: string, project: string, quantity: bigint): Charge => ({
  user,
  project,
  resource: 'cyclades.network.private',
  quantity,
});

/** What floating IPs cost. */
export const floatingIpCharge = (user: string, project: string, quantity: bigint): Charge => ({
  user,
  project,
  resource: 'cyclades.floating_ip',
  quantity,
});

/** The project that pays for something of the caller's, and whether its members may see it. */
export function checkProject(
  { settings }: Compute,
  caller: Caller,
  {
    project = caller.defaultProject,
    sharedToProject,
  }: { project?: string | undefined; sharedToProject: boolean },
): string {
  if (!caller.projects.includes(project)) fail('not_in_project', { project: project.slice(0, 64) });
  if (sharedToProject && !settings.CYCLADES_SHARED_RESOURCES_ENABLED) fail('sharing_off');
  return project;
}
