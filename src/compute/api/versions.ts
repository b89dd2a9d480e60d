import { z } from 'zod';
import { COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { NETWORK_PREFIX } from '#contract/network';
import { anyone } from '#platform/http/route';
import type { Compute } from '../domain/compute.ts';
import { member, route } from './route.ts';

const UPDATED = '2026-01-01T00:00:00+00:00';
const mediaTypes = [{ base: 'application/json', type: 'application/vnd.openstack.compute-v2+json' }];

function versionOf({ baseUrl }: Compute, prefix: string, id: string) {
  const root = prefix.slice(0, prefix.lastIndexOf('/'));
  return {
    id,
    status: 'CURRENT',
    updated: UPDATED,
    links: [{ rel: 'self', href: `${baseUrl}${root}/${id}/` }],
  };
}

/** `GET` of a service's root: the versions it speaks. */
const versionsRoute = (
  prefix: string,
  ids: readonly string[],
  path = prefix.slice(0, prefix.lastIndexOf('/')),
) =>
  route({
    method: 'GET',
    path,
    access: anyone,
    summary: 'Versions of the service',
    reply: { 200: z.object({ versions: z.array(z.looseObject({ id: z.string() })) }) },
    handle: ({ service }) => ({ body: { versions: ids.map((id) => versionOf(service, prefix, id)) } }),
  });

/** `GET` of a version: what it is, at the address that the list of versions gives. */
const versionRoute = (prefix: string, id: string, path = prefix) =>
  route({
    method: 'GET',
    path,
    access: anyone,
    summary: 'The version of the service',
    reply: { 200: z.object({ version: z.looseObject({ id: z.string() }) }) },
    handle: ({ service }) => ({
      body: { version: { ...versionOf(service, prefix, id), media_types: mediaTypes } },
    }),
  });

const extensionsRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/extensions`,
  access: member,
  summary: 'Extensions of the compute service: none by that name',
  reply: { 200: z.object({ extensions: z.array(z.unknown()) }) },
  handle: () => ({ body: { extensions: [] } }),
});

/** In the order of spec/compute-api 0.2; `port` comes third with its routes (absent.ts). */
const RESOURCES = ['network', 'subnet', 'floatingip'];

const networkResourcesRoute = route({
  method: 'GET',
  path: NETWORK_PREFIX,
  access: member,
  summary: 'Resources of the network service',
  reply: { 200: z.object({ resources: z.array(z.unknown()) }) },
  handle: ({ service }) => ({
    body: {
      resources: RESOURCES.map((name) => ({
        name,
        collection: `${name}s`,
        links: [{ rel: 'self', href: `${service.baseUrl}${NETWORK_PREFIX}/${name}s` }],
      })),
    },
  }),
});

export const versionRoutes = [
  versionsRoute(COMPUTE_PREFIX, ['v2.0']),
  versionsRoute(NETWORK_PREFIX, ['v2.0']),
  versionsRoute(IMAGE_PREFIX, ['v1.0', 'v1']),
  versionsRoute(IMAGE_PREFIX, ['v1.0', 'v1'], '/cyclades/image/versions'),
  versionRoute(COMPUTE_PREFIX, 'v2.0'),
  versionRoute(IMAGE_PREFIX, 'v1.0'),
  extensionsRoute,
  networkResourcesRoute,
];
