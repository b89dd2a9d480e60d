import { z } from 'zod';
import { COMPUTE_LIVE_PATH } from '#contract/live-paths';
import { LiveVersion } from '#contract/live';
import { member, route } from './route.ts';

export const listenRoute = route({
  method: 'GET',
  path: COMPUTE_LIVE_PATH,
  access: member,
  summary: 'Live topics as server-sent events, or their version',
  headers: z.object({ accept: z.string().optional(), 'last-event-id': z.string().optional() }),
  reply: { 200: { content: { 'text/event-stream': z.string(), 'application/json': LiveVersion } } },
  async handle({ service: { live }, caller, headers, request }) {
    const listens = request.method === 'GET' && headers.accept?.includes('text/event-stream') === true;
    if (!listens) return { body: { version: await live.versionOf(caller.user) } };
    return {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
      body: await live.listen(caller, headers['last-event-id']),
    };
  },
});
