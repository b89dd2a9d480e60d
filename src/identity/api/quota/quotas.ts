import { z } from 'zod';
import {
  ACCOUNT_PREFIX,
  ProjectQuotasReply,
  QuotasReply,
  ResourcesReply,
  ServiceQuotasReply,
} from '#contract/identity';
import { anyone } from '#platform/http/route';
import { projectQuotasForService, quotasForService, quotasOfUser } from '../../domain/quota/quotas.ts';
import { component, user } from '../access.ts';
import { route } from '../route.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Comma lists of uuids; what is no uuid names nobody, like an unknown one. A parameter given twice counts once. */
const UuidList = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    (Array.isArray(value) ? (value[0] ?? '') : value).split(',').filter((uuid) => UUID.test(uuid)),
  )
  .optional();

const listResources = route({
  method: 'GET',
  path: `${ACCOUNT_PREFIX}/resources`,
  access: anyone,
  summary: 'Resources that are counted',
  reply: { 200: ResourcesReply },
  async handle({ service }) {
    const resources = (await service.catalog.resources()).filter(({ apiVisible }) => apiVisible);
    return {
      body: Object.fromEntries(
        resources.map(({ name, serviceOrigin, description, unit, uiVisible, apiVisible }) => [
          name,
          {
            service: serviceOrigin,
            description,
            unit,
            ui_visible: uiVisible,
            api_visible: apiVisible,
            allow_in_projects: uiVisible,
          },
        ]),
      ),
    };
  },
});

const showQuotas = route({
  method: 'GET',
  path: `${ACCOUNT_PREFIX}/quotas`,
  access: user,
  summary: 'What the caller may use and uses, by project and resource; of those projects only that are named',
  query: z.object({ project: UuidList }),
  reply: { 200: QuotasReply },
  handle: async ({ service, caller, query }) => ({
    body: await quotasOfUser(service, caller, query.project),
  }),
});

const showServiceQuotas = route({
  method: 'GET',
  path: `${ACCOUNT_PREFIX}/service_quotas`,
  access: component,
  summary: "Quota of users in the calling component's resources",
  query: z.object({ user: UuidList, project: UuidList }),
  reply: { 200: ServiceQuotasReply },
  handle: async ({ service, caller, query }) => ({
    body: await quotasForService(service, caller, {
      ...(query.user === undefined ? {} : { users: query.user }),
      ...(query.project === undefined ? {} : { projects: query.project }),
    }),
  }),
});

const showProjectQuotas = route({
  method: 'GET',
  path: `${ACCOUNT_PREFIX}/service_project_quotas`,
  access: component,
  summary: "Quota of projects in the calling component's resources",
  query: z.object({ project: UuidList }),
  reply: { 200: ProjectQuotasReply },
  handle: async ({ service, caller, query }) => ({
    body: await projectQuotasForService(service, caller, query.project),
  }),
});

export const quotaRoutes = [listResources, showQuotas, showServiceQuotas, showProjectQuotas];
