import { z } from 'zod';
import { IDENTITY_UI_PREFIX } from '#contract/identity';
import { UsageHistoryReply } from '#contract/projects';
import { isoTime, optional, uuid } from '#contract/scalars';
import { actorOf } from '../../domain/projects/actor.ts';
import { usageHistory } from '../../domain/projects/usage-history.ts';
import { user } from '../access.ts';
import { route } from '../route.ts';

export const usageHistoryRoute = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/projects/:id/usage-history`,
  access: user,
  summary: 'What members of a project used of a resource in the last week or year',
  params: z.object({ id: z.string().max(64) }),
  query: z.object({
    resource: z.string().max(255),
    period: z.enum(['week', 'year']).default('week'),
    user: optional(uuid),
  }),
  reply: { 200: UsageHistoryReply },
  async handle({ service, caller, params: { id: project }, query }) {
    const person = { ...actorOf(service, caller), uuid: caller.uuid };
    const { since, until, points } = await usageHistory(service, person, { ...query, project });
    return {
      body: {
        since: isoTime(since),
        until: isoTime(until),
        points: points.map(({ at, usage }) => ({ at: isoTime(at), usage })),
      },
    };
  },
});
