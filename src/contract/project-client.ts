import { ContractClient, type Replies } from './client.ts';
import type { ApplicationAction, MembershipAction, Policy, ProjectAction } from './project-words.ts';
import type { Capacities } from './projects.ts';

/** What an application asks for; of a change of a project only what is to change. Times are ISO 8601 with their offset. */
export interface WantedProject {
  name?: string;
  owner?: string;
  homepage?: string;
  description?: string;
  comments?: string;
  start_date?: string;
  end_date?: string;
  join_policy?: Policy;
  leave_policy?: Policy;
  max_members?: bigint | number | string;
  private?: boolean;
  resources?: Record<string, Capacities>;
}

/** Projects and memberships (spec/identity 1.8 to 1.10), for a user. */
export class ProjectClient extends ContractClient {
  /** Those of the user, or of another selection: `mode` is member, related or active. */
  projects(
    query: { mode?: string; state?: string; owner?: string; name?: string } = {},
  ): Promise<Replies['projects']> {
    return this.ask('projects', { method: 'GET', path: '/projects', query });
  }

  project(id: string): Promise<Replies['project']> {
    return this.ask('project', { method: 'GET', path: `/projects/${encodeURIComponent(id)}` });
  }

  /** Applies for a new project. */
  apply(wanted: WantedProject): Promise<Replies['applied']> {
    return this.ask('applied', { method: 'POST', path: '/projects', json: wanted });
  }

  /** Applies for a change of a project: nothing changes until it is approved. */
  applyForChange(id: string, wanted: WantedProject): Promise<Replies['applied']> {
    return this.ask('applied', { method: 'PUT', path: `/projects/${encodeURIComponent(id)}`, json: wanted });
  }

  async actOnProject(id: string, action: ProjectAction, reason = ''): Promise<void> {
    await this.#act(id, { [action]: { reason } });
  }

  async actOnApplication(
    id: string,
    application: bigint,
    action: ApplicationAction,
    reason = '',
  ): Promise<void> {
    await this.#act(id, { [action]: { app_id: application, reason } });
  }

  async #act(id: string, json: unknown): Promise<void> {
    await this.call({ method: 'POST', path: `/projects/${encodeURIComponent(id)}/action`, json });
  }

  /** Own memberships and those of projects that the user owns; of administrators all; or those of one project. */
  memberships(project?: string): Promise<Replies['memberships']> {
    return this.ask('memberships', { method: 'GET', path: '/projects/memberships', query: { project } });
  }

  membership(id: bigint): Promise<Replies['membership']> {
    return this.ask('membership', { method: 'GET', path: `/projects/memberships/${id}` });
  }

  /** Asks to become a member; the membership says whether that was accepted at once. */
  async join(project: string): Promise<bigint> {
    return (await this.#enter({ join: { project } })).id;
  }

  /** Makes somebody a member, by e-mail. */
  async enroll(project: string, user: string): Promise<bigint> {
    return (await this.#enter({ enroll: { project, user } })).id;
  }

  #enter(json: unknown): Promise<Replies['membershipId']> {
    return this.ask('membershipId', { method: 'POST', path: '/projects/memberships', json });
  }

  async actOnMembership(id: bigint, action: MembershipAction, reason = ''): Promise<void> {
    await this.call({
      method: 'POST',
      path: `/projects/memberships/${id}/action`,
      json: { [action]: reason },
    });
  }
}

/** What the console asks about projects beside that: the same things with the names and numbers that it shows. */
export class ProjectPagesClient extends ContractClient {
  /** `mine`: own, managed or member of; `open`: those that anybody may ask to join; `all`: for administrators of projects. */
  projects(which: 'mine' | 'open' | 'all'): Promise<Replies['consoleProjects']> {
    return this.ask('consoleProjects', { method: 'GET', path: '/projects', query: { which } });
  }

  project(id: string): Promise<Replies['consoleProject']> {
    return this.ask('consoleProject', { method: 'GET', path: `/projects/${encodeURIComponent(id)}` });
  }

  /** Members in whatever state, for those who manage the project. */
  members(id: string): Promise<Replies['consoleMembers']> {
    return this.ask('consoleMembers', { method: 'GET', path: `/projects/${encodeURIComponent(id)}/members` });
  }

  /** What was ever applied for about a project, the newest first. */
  applicationsOf(id: string): Promise<Replies['consoleApplications']> {
    return this.ask('consoleApplications', {
      method: 'GET',
      path: `/projects/${encodeURIComponent(id)}/applications`,
    });
  }

  /** What the members together, or one of them, used of a resource in the last week or year. */
  usageHistory(
    id: string,
    query: { resource: string; period: 'week' | 'year'; user?: string | undefined },
  ): Promise<Replies['usageHistory']> {
    const path = `/projects/${encodeURIComponent(id)}/usage-history`;
    return this.ask('usageHistory', { method: 'GET', path, query });
  }

  /** What is used and granted of each resource in the whole cloud, for those who decide. */
  totals(): Promise<Replies['resourceTotals']> {
    return this.ask('resourceTotals', { method: 'GET', path: '/resource-totals' });
  }

  /** Whether a later end of it is wanted, so that its owner is reminded of this one. */
  async setRenewal(id: string, renews: boolean): Promise<void> {
    const path = `/projects/${encodeURIComponent(id)}/renewal`;
    await this.call({ method: 'POST', path, json: { renews } });
  }

  /** What waits for a decision, the oldest first, for those who decide. */
  pendingApplications(): Promise<Replies['consoleApplications']> {
    return this.ask('consoleApplications', { method: 'GET', path: '/applications' });
  }
}
