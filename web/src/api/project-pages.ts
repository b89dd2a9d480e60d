import { queryOptions } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { projectPages } from './services.ts';

/** What others do with projects, requests and answers, is seen so soon. */
const EVERY_MS = 20_000;

/** `mine`: own, managed or member of; `open`: those that anybody may ask to join; `all`: for who decides about projects. */
export type WhichProjects = Parameters<typeof projectPages.projects>[0];

export const projectListQuery = (which: WhichProjects) =>
  queryOptions({
    queryKey: keys.projectList(which),
    refetchInterval: EVERY_MS,
    staleTime: 5_000,
    queryFn: () => projectPages.projects(which),
  });

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: keys.project(id),
    refetchInterval: EVERY_MS,
    queryFn: () => projectPages.project(id),
  });

/** Members in whatever state, for who manages the project. */
export const projectMembersQuery = (id: string) =>
  queryOptions({
    queryKey: keys.projectMembers(id),
    refetchInterval: EVERY_MS,
    queryFn: async () => (await projectPages.members(id)).members,
  });

/** What was ever asked for about a project, the newest first. */
export const projectApplicationsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.projectApplications(id),
    refetchInterval: EVERY_MS,
    queryFn: async () => (await projectPages.applicationsOf(id)).applications,
  });

export const usageHistoryQuery = (id: string, query: Parameters<typeof projectPages.usageHistory>[1]) =>
  queryOptions({
    queryKey: keys.usageHistory(id, query),
    staleTime: 60_000,
    queryFn: () => projectPages.usageHistory(id, query),
  });

/** What is used and granted of each resource in the whole cloud, for who decides. */
export const resourceTotalsQuery = queryOptions({
  queryKey: keys.resourceTotals,
  refetchInterval: 60_000,
  queryFn: async () => (await projectPages.totals()).resources,
});

/** What waits for a decision in the whole cloud, the oldest first. */
export const pendingApplicationsQuery = queryOptions({
  queryKey: keys.pendingApplications,
  refetchInterval: EVERY_MS,
  queryFn: async () => (await projectPages.pendingApplications()).applications,
});
