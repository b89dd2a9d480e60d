import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp } from '#platform/app';
import type { ObjectApi } from './api/object-api.ts';
import { protocol } from './api/protocol.ts';
import { objectRoutes } from './api/routes.ts';
import { routedUrl } from './api/target.ts';

/** The HTTP application over the rules of object storage. */
export function objectApp(
  service: ObjectApi,
  options: Pick<AppOptions<ObjectApi>, 'log' | 'metrics' | 'checkReplies'>,
): FastifyInstance {
  return buildApp({ name: 'object', service, routes: objectRoutes, protocol, rewriteUrl: routedUrl, ...options });
}
