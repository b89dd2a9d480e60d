import type { FastifyInstance } from 'fastify';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { type AppOptions, buildApp } from '#platform/http/app';
import type { ObjectApi } from './api/object-api.ts';
import { protocol } from './api/protocol.ts';
import { objectRoutes } from './api/routes.ts';
import { routedUrl } from './api/target.ts';

/** The HTTP application over the rules of object storage. */
export function objectApp(
  service: ObjectApi,
  options: Pick<AppOptions<ObjectApi>, 'log' | 'metrics' | 'checkReplies'>,
): FastifyInstance {
  const app = buildApp({
    name: 'object',
    service,
    routes: objectRoutes,
    protocol,
    rewriteUrl: routedUrl,
    ...options,
  });
  app.addHook('onRequest', (request, _reply, done) => {
    // The type of an object is whatever its owner says, also where the framework would refuse it: routes read it as sent.
    if (request.originalUrl.startsWith(OBJECT_STORE_PREFIX)) delete request.raw.headers['content-type'];
    done();
  });
  return app;
}
