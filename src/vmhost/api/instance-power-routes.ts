import { z } from 'zod';
import type { Route } from '#platform/http/route';
import { objectName, RebootBody, ShutdownBody, StartupBody } from './bodies.ts';
import { account, optionalBody, type RapiService, route } from './route.ts';
import { submitInstanceJob } from './submit-job.ts';

const params = z.object({ name: objectName });
const jobId = { 200: z.number().int() };

const startup = route({
  method: 'PUT',
  path: '/2/instances/:name/startup',
  access: account,
  summary: 'Start a machine',
  params,
  stream: true,
  reply: jobId,
  async handle({ service, params: { name }, request }) {
    return submitInstanceJob(service, 'INSTANCE_STARTUP', name, await optionalBody(request, StartupBody), {
      instance_name: name,
    });
  },
});

const shutdown = route({
  method: 'PUT',
  path: '/2/instances/:name/shutdown',
  access: account,
  summary: 'Switch a machine off',
  params,
  stream: true,
  reply: jobId,
  async handle({ service, params: { name }, request }) {
    const body = await optionalBody(request, ShutdownBody);
    return submitInstanceJob(service, 'INSTANCE_SHUTDOWN', name, body, {
      instance_name: name,
      timeout: body.timeout,
      force: body.force,
    });
  },
});

const reboot = route({
  method: 'POST',
  path: '/2/instances/:name/reboot',
  access: account,
  summary: 'Restart a machine',
  params,
  query: z.object({ type: z.enum(['hard', 'soft', 'full']).default('hard') }),
  stream: true,
  reply: jobId,
  async handle({ service, params: { name }, query, request }) {
    const body = await optionalBody(request, RebootBody);
    const values = { instance_name: name, reboot_type: query.type, shutdown_timeout: body.shutdown_timeout };
    return submitInstanceJob(service, 'INSTANCE_REBOOT', name, body, values);
  },
});

/** Start, stop and restart of one machine. */
export const instancePowerRoutes: Route<RapiService>[] = [startup, shutdown, reboot];
