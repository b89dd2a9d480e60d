import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp } from '#platform/http/app';
import { absentFromIdentity } from './api/absent.ts';
import { withoutFormat } from './api/format.ts';
import { protocol } from './api/protocol.ts';
import { routes } from './api/routes.ts';
import type { Identity } from './domain/identity.ts';

/** The HTTP application over the rules of identity. */
export function identityApp(
  service: Identity,
  options: Pick<AppOptions<Identity>, 'log' | 'metrics' | 'checkReplies'>,
): FastifyInstance {
  return buildApp({
    name: 'identity',
    service,
    routes,
    protocol,
    ignoreTrailingSlash: true,
    rewriteUrl: withoutFormat,
    absent: absentFromIdentity,
    ...options,
  });
}
