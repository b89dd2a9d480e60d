import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { keys } from './keys.ts';
import { projects } from './services.ts';
import type { Person } from './session.ts';
import { useSession } from './use-session.ts';

/** The names of the person's projects by their ids. One's own has none: each language has a word for it. */
export const projectsQuery = queryOptions({
  queryKey: keys.projects,
  staleTime: 60_000,
  queryFn: async (): Promise<ReadonlyMap<string, string | undefined>> =>
    new Map(
      (await projects.projects()).map(({ id, name, system_project: own }) => [id, own ? undefined : name]),
    ),
});

/** The project that the page is about: the one of the address, where the person belongs to it, else the default one. */
export function useProject(): string {
  return projectOf(useSession(), useSearch({ strict: false }));
}

/** … by who is there and what the address says. */
export function projectOf(
  { projects, defaultProject }: Person,
  { project }: { project?: string | undefined },
): string {
  return project !== undefined && projects.includes(project) ? project : defaultProject;
}

/** The name of a project; `undefined` for one's own, and while it is not known. */
export function useProjectName(project: string): string | undefined {
  const { uuid } = useSession();
  return useQuery({ ...projectsQuery, enabled: project !== uuid }).data?.get(project);
}

/** Whether a thing belongs to the project of the page. For whoever has one project only, all that is theirs does. */
export function useInProject(): (thing: { tenant_id: string }) => boolean {
  const { projects } = useSession();
  const project = useProject();
  return useCallback(({ tenant_id: of }) => projects.length < 2 || of === project, [projects, project]);
}
