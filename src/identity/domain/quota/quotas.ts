import { fail } from '../../errors.ts';
import type { Component } from '../../store/catalog/catalog.ts';
import type { QuotaRow } from '../../store/quota/holdings.ts';
import type { Identity } from '../identity.ts';
import { projectState } from '../states.ts';

/** One resource of a project: what the project itself may use and uses. */
export interface ProjectQuota {
  project_usage: bigint;
  project_limit: bigint;
  project_pending: bigint;
}

/** One resource of a user in a project. */
export interface UserQuota extends ProjectQuota {
  usage: bigint;
  limit: bigint;
  pending: bigint;
}

type ByResource<Q> = Record<string, Q>;
type ByProject<Q> = Record<string, ByResource<Q>>;

/** A user's quota by project and resource: those the API shows, in projects he belongs to (spec/identity 1.6). */
export async function quotasOfUser(
  identity: Identity,
  user: { id: bigint; uuid: string },
  only?: readonly string[],
): Promise<ByProject<UserQuota>> {
  await acceptancesOnTheirWay(identity, user.uuid);
  const { active, suspended, terminated } = projectState;
  const projects = await identity.store.projects.ofMember(user.id, [active, suspended, terminated]);
  const rows = await identity.store.holdings.ofUser(
    user.uuid,
    projects.map(({ uuid }) => uuid).filter((uuid) => only?.includes(uuid) !== false),
  );
  return byProject(rows);
}

/** A service answers its user when its rows are committed and accepts what they cost a moment later: within this time. */
const ON_THE_WAY_MS = 1000;
/** Longest time that somebody who asks for his quota waits for that, and how often is looked. */
const PATIENCE_MS = 500;
const LOOK_MS = 25;

/** Waits until what was charged to a user a moment ago is accepted. Long reservations, and what comes later, are not waited for. */
async function acceptancesOnTheirWay({ store, clock, pause }: Identity, user: string): Promise<void> {
  const since = new Date(clock.now().getTime() - ON_THE_WAY_MS);
  const until = clock.monotonic() + PATIENCE_MS;
  let pending = await store.commissions.pendingOf(`user:${user}`, since);
  while (pending.length > 0 && clock.monotonic() < until) {
    await pause(LOOK_MS);
    pending = await store.commissions.stillPending(pending);
  }
}

/** Quota of users in one component's resources, hidden ones included; `users` that find nothing are refused with 404. */
export async function quotasForService(
  identity: Identity,
  component: Component,
  filter: { users?: readonly string[]; projects?: readonly string[] },
): Promise<Record<string, ByProject<UserQuota>>> {
  const resources = await identity.store.catalog.resourcesOf(component.id);
  const rows = await identity.store.holdings.ofUsers(resources, filter.users, filter.projects);
  if (rows.length === 0 && filter.users !== undefined)
    fail('no_user_quota', { user: filter.users.join(',') });
  const users: Record<string, ByProject<UserQuota>> = {};
  for (const [holder, own] of Map.groupBy(rows, (row) => row.holder))
    users[untagged(holder)] = byProject(own);
  return users;
}

/** Quota of initialized projects in one component's resources; `projects` that find nothing are refused with 404. */
export async function projectQuotasForService(
  identity: Identity,
  component: Component,
  projects?: readonly string[],
): Promise<ByProject<ProjectQuota>> {
  const resources = await identity.store.catalog.resourcesOf(component.id);
  const rows = await identity.store.holdings.ofProjects(resources, projects);
  if (rows.length === 0 && projects !== undefined) fail('no_project_quota', { project: projects.join(',') });
  const result: ByProject<ProjectQuota> = {};
  for (const row of rows) {
    const project = (result[untagged(row.holder)] ??= {});
    project[row.resource] = {
      project_usage: row.usageMax,
      project_limit: row.limit,
      project_pending: row.usageMax - row.usageMin,
    };
  }
  return result;
}

function byProject(rows: readonly QuotaRow[]): ByProject<UserQuota> {
  const result: ByProject<UserQuota> = {};
  for (const row of rows) {
    if (row.source === null) continue;
    const project = (result[untagged(row.source)] ??= {});
    project[row.resource] = {
      usage: row.usageMax,
      limit: row.limit,
      pending: row.usageMax - row.usageMin,
      project_usage: row.projectUsageMax ?? 0n,
      project_limit: row.projectLimit ?? 0n,
      project_pending: (row.projectUsageMax ?? 0n) - (row.projectUsageMin ?? 0n),
    };
  }
  return result;
}

/** The uuid of a holder. */
export function untagged(holder: string): string {
  return holder.slice(holder.indexOf(':') + 1);
}
