import { z } from 'zod';
import { IDENTITY_UI_PREFIX } from '#contract/identity';
import {
  type ConsoleApplication,
  ConsoleApplicationsReply,
  type ConsoleMember,
  ConsoleMembersReply,
  ConsoleProject,
  ConsoleProjectsReply,
  ResourceTotalsReply,
} from '#contract/projects';
import { isoTime } from '#contract/scalars';
import { type Actor, actorOf } from '../../domain/projects/actor.ts';
import {
  type ApplicationOnPage,
  applicationsOf,
  type MemberOnPage,
  membersOnPage,
  pendingApplications,
  type ProjectOnPage,
  projectOnPage,
  projectsOnPage,
  resourceTotals,
  SELECTIONS,
} from '../../domain/projects/project-pages.ts';
import { isExtension, setRenewal } from '../../domain/projects/renewal.ts';
import { nameOf, projectState } from '../../domain/states.ts';
import { fullName } from '../../domain/tokens/authentication.ts';
import type { HoldingRow } from '../../store/quota/holdings.ts';
import { user } from '../access.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { usageHistoryRoute } from './usage-history.ts';
import { applicationDocument, membershipDocument, projectDocument, timeOf } from './documents.ts';

const PATH = `${IDENTITY_UI_PREFIX}/projects`;
const params = z.object({ id: z.string().max(64) });

const list = route({
  method: 'GET',
  path: PATH,
  access: user,
  summary: 'Projects as the console lists them',
  query: z.object({ which: z.enum(SELECTIONS).default('mine') }),
  reply: { 200: ConsoleProjectsReply },
  async handle({ service, caller, query: { which } }) {
    const actor = actorOf(service, caller);
    const found = await projectsOnPage(service, actor, which);
    return {
      body: { projects: found.map((each) => onPage(each, actor)), decides: actor.isProjectAdmin },
    };
  },
});

const show = route({
  method: 'GET',
  path: `${PATH}/:id`,
  access: user,
  summary: 'A project as the console shows it',
  params,
  reply: { 200: ConsoleProject },
  async handle({ service, caller, params: { id } }) {
    const actor = actorOf(service, caller);
    return { body: onPage(await projectOnPage(service, actor, id), actor) };
  },
});

const members = route({
  method: 'GET',
  path: `${PATH}/:id/members`,
  access: user,
  summary: 'Members of a project with what they use, for those who manage it',
  params,
  reply: { 200: ConsoleMembersReply },
  async handle({ service, caller, params: { id } }) {
    const actor = actorOf(service, caller);
    const found = await membersOnPage(service, actor, id);
    return { body: { members: found.map((each) => memberOnPage(each, actor)) } };
  },
});

const applications = route({
  method: 'GET',
  path: `${PATH}/:id/applications`,
  access: user,
  summary: 'What was applied for about a project, the newest first',
  params,
  reply: { 200: ConsoleApplicationsReply },
  async handle({ service, caller, params: { id } }) {
    const found = await applicationsOf(service, actorOf(service, caller), id);
    return { body: { applications: found.map(applicationOnPage) } };
  },
});

const pending = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/applications`,
  access: user,
  summary: 'Applications that wait for a decision, for those who decide',
  reply: { 200: ConsoleApplicationsReply },
  async handle({ service, caller }) {
    const found = await pendingApplications(service, actorOf(service, caller));
    return { body: { applications: found.map(applicationOnPage) } };
  },
});

const totals = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/resource-totals`,
  access: user,
  summary: 'What is used and granted of each resource over all projects, for those who decide',
  reply: { 200: ResourceTotalsReply },
  async handle({ service, caller }) {
    const found = await resourceTotals(service, actorOf(service, caller));
    const resources = found.map(({ resource, used, granted, unlimited }) => [
      resource,
      { used, granted, unlimited: Number(unlimited) },
    ]);
    return { body: { resources: Object.fromEntries(resources) as ResourceTotalsReply['resources'] } };
  },
});

const renewal = route({
  method: 'POST',
  path: `${PATH}/:id/renewal`,
  access: user,
  summary:
    'Say that a project is not to be renewed, so that nobody is reminded of its end, or take that back',
  params,
  body: z.object({ renews: z.boolean() }),
  reply: { 200: null },
  async handle({ service, caller, params: { id: project }, body: { renews }, request }) {
    await setRenewal(acting(service, request, caller), actorOf(service, caller), { project, renews });
    return {};
  },
});

function onPage(page: ProjectOnPage, actor: Actor): ConsoleProject {
  const { project, membership } = page;
  return {
    ...projectDocument(page),
    owner_email: project.ownerEmail,
    members: Number(page.members),
    requests: page.manages ? Number(page.requests) : 0,
    membership: membership === undefined ? null : membershipDocument(membership, actor),
    manages: page.manages,
    renewal_declined: page.renewalDeclined,
    usage: usageOf(page.holdings, page.quotas),
  };
}

function memberOnPage({ membership, holdings }: MemberOnPage, actor: Actor): ConsoleMember {
  return {
    ...membershipDocument(membership, actor),
    email: membership.email,
    name: fullName(membership),
    usage: usageOf(holdings),
  };
}

function applicationOnPage(page: ApplicationOnPage): ConsoleApplication {
  const { application, project } = page;
  return {
    ...applicationDocument(page),
    project: project.uuid,
    project_name: project.realname,
    project_state: nameOf(projectState, project.state),
    is_new: page.isNew,
    is_extension: isExtension(application, { isNew: page.isNew, quotas: page.quotas.length }),
    applicant_email: page.applicant.email,
    owner_email: page.owner?.email ?? null,
    issued: isoTime(application.issuedAt),
    response: application.response,
    decided: timeOf(application.responseAt),
    decided_by: page.decidedBy?.email ?? null,
  };
}

/** By resource; of a project those alone that the API shows. */
function usageOf(
  holdings: readonly HoldingRow[],
  quotas?: readonly { resource: string; apiVisible: boolean }[],
): Record<string, { usage: bigint; limit: bigint }> {
  const shown = quotas?.filter(({ apiVisible }) => apiVisible).map(({ resource }) => resource);
  return Object.fromEntries(
    holdings
      .filter(({ resource }) => shown?.includes(resource) !== false)
      .map(({ resource, usageMax: usage, limit }) => [resource, { usage, limit }]),
  );
}

export const projectPageRoutes = [
  list,
  show,
  members,
  applications,
  pending,
  totals,
  renewal,
  usageHistoryRoute,
];
