import { fail } from '../../errors.ts';
import { operator, type Compute } from '../compute.ts';
import { releaseFloatingIp } from '../networks/floating-ips.ts';
import { beginAction, destroyServer } from '../servers/begin.ts';
import { type Holdings, type Plan, planOf, type Step, type Strength, type Violation } from './plan.ts';

/** What is enforced, and on whom; without users the limits of whole projects count, too. */
export interface Enforcement {
  resources: ReadonlyMap<string, Strength>;
  users?: ReadonlySet<string> | undefined;
  exceptUsers: ReadonlySet<string>;
  projects?: ReadonlySet<string> | undefined;
  exceptProjects: ReadonlySet<string>;
  removesDisks: boolean;
}

/** Finds the counters that are over their limits, and what would bring them below. */
export async function enforcementPlan(
  compute: Compute,
  wanted: Enforcement,
): Promise<Plan & { violations: Violation[]; pending: number }> {
  const { violations, pending } = await violationsOf(compute, wanted);
  const projects = [...new Set(violations.map(({ project }) => project))];
  const holdings: Holdings = {
    servers: await compute.store.enforcement.servers(projects),
    freeIps: await compute.store.enforcement.freeIps(projects),
  };
  return { violations, pending, ...planOf(violations, holdings, wanted) };
}

async function violationsOf(
  { people }: Compute,
  wanted: Enforcement,
): Promise<{ violations: Violation[]; pending: number }> {
  const found = { violations: [] as Violation[], pending: 0 };
  const look = (counter: Omit<Violation, 'strength'> & { pending: bigint }): void => {
    const { pending, ...violation } = counter;
    const strength = wanted.resources.get(violation.resource);
    if (strength === undefined || violation.usage <= violation.limit) return;
    if (pending !== 0n) found.pending += 1;
    else found.violations.push({ ...violation, strength });
  };
  const covers = (project: string): boolean =>
    (wanted.projects?.has(project) ?? true) && !wanted.exceptProjects.has(project);
  const users = await people.serviceQuotas(wanted.users === undefined ? {} : { users: [...wanted.users] });
  for (const [user, byProject] of Object.entries(users)) {
    if (wanted.exceptUsers.has(user)) continue;
    for (const [project, byResource] of Object.entries(byProject))
      for (const [resource, { usage, limit, pending }] of Object.entries(covers(project) ? byResource : {}))
        look({ user, project, resource, usage, limit, pending });
  }
  if (wanted.users !== undefined) return found;
  for (const [project, byResource] of Object.entries(await people.projectQuotas()))
    for (const [resource, quota] of Object.entries(covers(project) ? byResource : {})) {
      const { project_usage: usage, project_limit: limit, project_pending: pending } = quota;
      look({ user: null, project, resource, usage, limit, pending });
    }
  return found;
}

/** Does one step. Not while automatic deletions are locked after a restore (S10): rows may be older than the machines. */
export async function takeEnforcementStep(compute: Compute, { action, id }: Step): Promise<void> {
  const lock = await compute.recovery.lock();
  if (lock !== undefined) fail('deletions_locked', { reason: lock.reason });
  if (action === 'release') return releaseFloatingIp(compute, await holderOf(compute, id), id);
  if (action === 'remove') return destroyServer(compute, operator, id);
  return beginAction(compute, operator, id, { action: 'STOP' });
}

async function holderOf({ store }: Compute, id: number) {
  const [ip] = await store.enforcement.holders([id]);
  const { user, project } = ip ?? fail('floating_ip_not_found', { id });
  return { ...operator, user, projects: [project], defaultProject: project };
}
