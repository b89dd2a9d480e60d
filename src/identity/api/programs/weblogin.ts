import { z } from 'zod';
import { IDENTITY_UI_PREFIX, LocationReply } from '#contract/identity';
import { anyone } from '#platform/http/route';
import { handOver, handOverTo } from '../../domain/programs/hand-over.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { visitor } from '../sign-in/visitor.ts';

/** Leads to the page of the console that shows where the token would go: a GET changes nothing (G15, I18). */
const askForToken = route({
  method: 'GET',
  path: '/astakos/weblogin/login',
  access: anyone,
  summary: 'Ask for a token to be handed over to a program of the person',
  query: z.object({
    next: z.string().optional(),
    renew: z.string().optional(),
    force: z.string().optional(),
  }),
  reply: { 302: null },
  handle({ service, query: { next, renew, force } }) {
    handOverTo(service, next);
    const asked = new URLSearchParams({ next: next ?? '' });
    // given without a value they mean what they say; the page's router would take `true` for no text
    if (renew === '') asked.set('renew', 'yes');
    if (force === '') asked.set('force', 'yes');
    return { status: 302, headers: { location: `${service.baseUrl}/ui/weblogin?${asked.toString()}` } };
  },
});

const giveToken = route({
  method: 'POST',
  path: `${IDENTITY_UI_PREFIX}/weblogin`,
  access: visitor,
  summary: 'Make a new token and the address that hands it over to a program',
  body: z.strictObject({ next: z.string().max(4096), renew: z.boolean().default(false) }),
  reply: { 200: LocationReply },
  handle: async ({ service, caller: { bearer, secret }, body, request }) => ({
    body: {
      location: await handOver(acting(service, request, bearer), { user: bearer, session: secret }, body),
    },
  }),
});

export const webloginRoutes = [askForToken, giveToken];
