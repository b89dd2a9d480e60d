import { z } from 'zod';
import { ACCOUNT_PREFIX } from '#contract/identity';
import { ProjectsReply } from '#contract/projects';
import { isoTime } from '#contract/scalars';
import { setDefaultProject } from '../domain/projects/default-project.ts';
import { nameOf, policy, projectState } from '../domain/states.ts';
import { fail } from '../errors.ts';
import { user } from './access.ts';
import { route } from './route.ts';

/** Projects that the caller belongs to. For as long as projects cannot be applied for, that is his own one. */
const listProjects = route({
  method: 'GET',
  path: `${ACCOUNT_PREFIX}/projects`,
  access: user,
  summary: 'Projects of the caller',
  reply: { 200: ProjectsReply },
  async handle({ service, caller }) {
    const { active, suspended, terminated } = projectState;
    const projects = await service.store.projects.ofMember(caller.id, [active, suspended, terminated]);
    const quotas = Map.groupBy(
      await service.store.projects.quotas(projects.map(({ id }) => id)),
      ({ projectId }) => projectId,
    );
    return {
      body: projects.map((project) => ({
        id: project.uuid,
        name: project.realname,
        state: nameOf(projectState, project.state),
        owner: null,
        creation_date: isoTime(project.createdAt),
        end_date: isoTime(project.endAt),
        homepage: project.homepage,
        description: project.description,
        join_policy: nameOf(policy, project.joinPolicy),
        leave_policy: nameOf(policy, project.leavePolicy),
        max_members: project.maxMembers,
        private: project.private,
        system_project: project.isBase,
        resources: Object.fromEntries(
          (quotas.get(project.id) ?? [])
            .filter(({ apiVisible }) => apiVisible)
            .map(({ resource, memberCapacity, projectCapacity }) => [
              resource,
              { member_capacity: memberCapacity, project_capacity: projectCapacity },
            ]),
        ),
      })),
    };
  },
});

/** The project that services charge when a request of the caller names none. */
const chooseDefaultProject = route({
  method: 'POST',
  path: `${ACCOUNT_PREFIX}/myaccount/default_project`,
  access: user,
  summary: "Choose the caller's default project",
  body: z.record(z.string(), z.unknown()),
  reply: { 200: null },
  async handle({ service, caller, body }) {
    const id = body['project_id'];
    if (id === undefined || id === null) fail('no_project_id');
    if (typeof id !== 'string') fail('project_id_not_string');
    await setDefaultProject(service, caller, id);
    return {};
  },
});

export const projectRoutes = [listProjects, chooseDefaultProject];
