import { fail } from '../../errors.ts';
import type { MembershipView } from '../../store/projects/memberships.ts';
import type { ProjectView, WantedProjects } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import type { HoldingRow, ResourceTotal } from '../../store/quota/holdings.ts';
import type { Identity } from '../identity.ts';
import { projectHolder, userHolder } from '../quota/sync-limits.ts';
import { countedStates, initializedStates, membershipState, projectState } from '../states.ts';
import type { Actor } from './actor.ts';
import { findProject, manages } from './find-project.ts';
import { listMemberships } from './list-memberships.ts';
import { showProject } from './list-projects.ts';
import {
  type ApplicationDetails,
  applicationDetails,
  type ProjectDetails,
  projectDetails,
} from './project-details.ts';

type Person = Actor & { id: bigint };

/** A project with the numbers and the own membership that a page shows beside it. */
export interface ProjectOnPage extends ProjectDetails {
  members: bigint;
  requests: bigint;
  membership: MembershipView | undefined;
  manages: boolean;
  renewalDeclined: boolean;
  /** The project's own counters. */
  holdings: HoldingRow[];
}

export const SELECTIONS = ['mine', 'open', 'all'] as const;

/** Own, managed or entered projects; those that anybody may ask to join; or, for administrators, all that people share. */
export async function projectsOnPage(
  { store }: Identity,
  person: Person,
  which: (typeof SELECTIONS)[number],
): Promise<ProjectOnPage[]> {
  if (which === 'all' && !person.isProjectAdmin) fail('no_permission');
  const views = await store.projects.views(selectionOf(which, person));
  return onPage(store, await projectDetails(store, views, person), person);
}

function selectionOf(which: (typeof SELECTIONS)[number], { id: userId }: Person): WantedProjects {
  if (which === 'open') return { states: [projectState.active], isPrivate: false, shared: true };
  const alive = [projectState.uninitialized, ...initializedStates];
  if (which === 'all') return { states: alive, shared: true };
  const states = [membershipState.requested, ...countedStates];
  return { states: alive, related: { userId, states, owned: true } };
}

/** One project, as `showProject` lets the person see it. */
export async function projectOnPage(
  identity: Identity,
  person: Person,
  name: string,
): Promise<ProjectOnPage> {
  const [page] = await onPage(identity.store, [await showProject(identity, person, name)], person);
  return page!;
}

async function onPage(
  store: Store,
  details: readonly ProjectDetails[],
  person: Person,
): Promise<ProjectOnPage[]> {
  const ids = details.map(({ project }) => project.id);
  const [members, requests, own, holdings, declined] = await Promise.all([
    store.memberships.counts(ids, countedStates),
    store.memberships.counts(ids, [membershipState.requested]),
    store.memberships.views({ userId: person.id, projectIds: ids }),
    store.holdings.ofHolders(details.map(({ project }) => projectHolder(project.uuid))),
    store.reminders.declinedOf(ids),
  ]);
  const membershipOf = new Map(own.map((each) => [each.projectId, each]));
  const holdingsOf = Map.groupBy(holdings, ({ holder }) => holder);
  return details.map((each) => ({
    ...each,
    members: members.get(each.project.id) ?? 0n,
    requests: requests.get(each.project.id) ?? 0n,
    membership: membershipOf.get(each.project.id),
    manages: manages(each.project, person),
    renewalDeclined: manages(each.project, person) && declined.has(each.project.id),
    holdings: holdingsOf.get(projectHolder(each.project.uuid)) ?? [],
  }));
}

/** A member with what he uses of the project. */
export interface MemberOnPage {
  membership: MembershipView;
  holdings: HoldingRow[];
}

/** Whoever ever had to do with a project, for those who manage it. */
export async function membersOnPage(
  identity: Identity,
  person: Person,
  name: string,
): Promise<MemberOnPage[]> {
  const project = await managedProject(identity, person, name);
  const [memberships, holdings] = await Promise.all([
    listMemberships(identity, person, project.uuid),
    identity.store.holdings.inProjects([project.uuid]),
  ]);
  const byHolder = Map.groupBy(holdings, ({ holder }) => holder);
  return memberships.map((membership) => ({
    membership,
    holdings: byHolder.get(userHolder(membership.userUuid)) ?? [],
  }));
}

/** An application with its project. */
export interface ApplicationOnPage extends ApplicationDetails {
  project: ProjectView;
  /** The first of its project: it asks for a new one. */
  isNew: boolean;
}

/** What was ever applied for about a project, the newest first: all of it for those who manage it, else one's own. */
export async function applicationsOf(
  { store }: Identity,
  person: Person,
  name: string,
): Promise<ApplicationOnPage[]> {
  const project = await findProject(store, name);
  const rows = await store.applications.ofProject(project.id);
  const isManager = manages(project, person);
  const visible = isManager ? rows : rows.filter(({ applicantId }) => applicantId === person.id);
  if (visible.length === 0 && !isManager) fail('project_forbidden', { project: project.uuid });
  return withProjects(store, await applicationDetails(store, visible));
}

/** Applications that wait for a decision, the oldest first, for those who decide. */
export async function pendingApplications(
  { store }: Identity,
  { isProjectAdmin }: Actor,
): Promise<ApplicationOnPage[]> {
  if (!isProjectAdmin) fail('no_permission');
  return withProjects(store, await applicationDetails(store, await store.applications.pending()));
}

/** What is used and granted of each resource over all projects, for those who decide whether to grant more. */
export async function resourceTotals(
  { store }: Identity,
  { isProjectAdmin }: Actor,
): Promise<ResourceTotal[]> {
  if (!isProjectAdmin) fail('no_permission');
  return store.holdings.totals();
}

async function withProjects(
  store: Store,
  details: readonly ApplicationDetails[],
): Promise<ApplicationOnPage[]> {
  const ids = [...new Set(details.map(({ application }) => application.projectId))];
  const [views, first] = await Promise.all([store.projects.views({ ids }), store.applications.firstOf(ids)]);
  const byId = new Map(views.map((view) => [view.id, view]));
  return details.map((each) => ({
    ...each,
    project: byId.get(each.application.projectId)!,
    isNew: first.has(each.application.id),
  }));
}

async function managedProject({ store }: Identity, person: Person, name: string) {
  const project = await findProject(store, name);
  if (!manages(project, person)) fail('no_permission');
  return project;
}

/** A project with everything that hangs on it, hidden resources included. */
export interface ProjectForOperator {
  project: ProjectView;
  lastApplication: ApplicationDetails | undefined;
  quotas: ProjectDetails['quotas'];
  members: bigint;
  memberships: MembershipView[];
  /** What is used of each resource, and its unit. */
  usage: Map<string, bigint>;
  units: Map<string, string | null>;
}

/** For whoever runs commands on the machine. */
export async function projectForOperator(
  identity: Identity,
  actor: Actor,
  name: string,
): Promise<ProjectForOperator> {
  const { store } = identity;
  const { project, quotas, managed } = await showProject(identity, actor, name);
  const [counts, memberships, holdings, resources] = await Promise.all([
    store.memberships.counts([project.id], countedStates),
    store.memberships.views({ projectIds: [project.id] }),
    store.holdings.ofHolders([projectHolder(project.uuid)]),
    store.catalog.resources(),
  ]);
  return {
    project,
    lastApplication: managed?.lastApplication,
    quotas,
    members: counts.get(project.id) ?? 0n,
    memberships,
    usage: new Map(holdings.map(({ resource, usageMax }) => [resource, usageMax])),
    units: new Map(resources.map(({ name: resource, unit }) => [resource, unit])),
  };
}
