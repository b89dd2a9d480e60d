import type { Application, ApplicationQuotaRow } from '../../store/projects/applications.ts';
import type { ProjectQuotaRow, ProjectView } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import type { Actor } from './actor.ts';
import { manages } from './find-project.ts';

/** Whoever an application names, for those who may read it. */
export interface Named {
  uuid: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** An application with what it asks for and whom it names. */
export interface ApplicationDetails {
  application: Application;
  quotas: ApplicationQuotaRow[];
  applicant: Named;
  owner: Named | null;
  /** Who decided it; null while nobody did, and where a command did. */
  decidedBy: Named | null;
}

/** A project with what hangs on it. */
export interface ProjectDetails {
  project: ProjectView;
  quotas: ProjectQuotaRow[];
  /** What only those see who manage it. */
  managed: { lastApplication: ApplicationDetails | undefined } | undefined;
}

/** Projects with what they grant, and with their last applications where the actor manages them. */
export async function projectDetails(
  store: Store,
  projects: readonly ProjectView[],
  actor: Actor,
): Promise<ProjectDetails[]> {
  const managed = projects.filter((project) => manages(project, actor));
  const [quotas, applications] = await Promise.all([
    store.projects.quotas(projects.map(({ id }) => id)),
    store.applications.byIds(managed.flatMap(({ lastApplicationId }) => lastApplicationId ?? [])),
  ]);
  const byProject = Map.groupBy(quotas, ({ projectId }) => projectId);
  const last = new Map(
    (await applicationDetails(store, applications)).map((each) => [each.application.projectId, each]),
  );
  return projects.map((project) => ({
    project,
    quotas: byProject.get(project.id) ?? [],
    managed: manages(project, actor) ? { lastApplication: last.get(project.id) } : undefined,
  }));
}

/** Applications with what they ask for and the people whom they name, in the order given. */
export async function applicationDetails(
  { applications, accounts }: Store,
  rows: readonly Application[],
): Promise<ApplicationDetails[]> {
  if (rows.length === 0) return [];
  const people = rows.flatMap(({ applicantId, ownerId, responseActorId }) =>
    [applicantId, ownerId, responseActorId].filter((id) => id !== null),
  );
  const [quotas, users] = await Promise.all([
    applications.quotas(rows.map(({ id }) => id)),
    accounts.byIds([...new Set(people)]),
  ]);
  const asked = Map.groupBy(quotas, ({ applicationId }) => applicationId);
  const named = new Map(users.map((user): [bigint, Named] => [user.id, user]));
  const nameOf = (id: bigint | null): Named | null => (id === null ? null : (named.get(id) ?? null));
  return rows.map((application) => ({
    application,
    quotas: asked.get(application.id) ?? [],
    applicant: named.get(application.applicantId)!,
    owner: nameOf(application.ownerId),
    decidedBy: nameOf(application.responseActorId),
  }));
}
