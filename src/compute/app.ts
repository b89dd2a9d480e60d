import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp } from '#platform/http/app';
import { absentFromCompute } from './api/absent.ts';
import { computeProtocol } from './api/protocol.ts';
import { computeRoutes, rewriteUrl } from './api/routes.ts';
import type { Compute } from './domain/compute.ts';

/** The HTTP application over the rules of compute. */
export function computeApp(
  service: Compute,
  options: Pick<AppOptions<Compute>, 'log' | 'metrics' | 'checkReplies'>,
): FastifyInstance {
  return buildApp({
    name: 'compute',
    service,
    routes: computeRoutes,
    protocol: computeProtocol,
    ignoreTrailingSlash: true,
    rewriteUrl,
    absent: absentFromCompute,
    ...options,
  });
}
