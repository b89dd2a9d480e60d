import { z } from 'zod';
import { IDENTITY_UI_PREFIX, MenuReply, ServiceMenuReply } from '#contract/identity';
import { type Access, anyone } from '#platform/http/route';
import { serviceMenu } from '../../domain/catalog/service-menu.ts';
import type { Identity } from '../../domain/identity.ts';
import { type Bearer, holderOf } from '../../domain/tokens/authentication.ts';
import { isRefusal } from '../../errors.ts';
import { callback, jsonpAnswer } from '#platform/http/jsonp';
import { route } from '../route.ts';
import { presented } from '../sign-in/visitor.ts';

const somebodyOrNobody: Access<Identity, Bearer | undefined> = {
  name: 'anyone, by a console session where there is one',
  async identify({ service, request }) {
    try {
      return await holderOf(service, presented(request), 'no_session');
    } catch (thrown) {
      if (
        ['no_session', 'user_inactive', 'token_expired'].some((code) =>
          isRefusal(thrown, code as 'no_session'),
        )
      )
        return undefined;
      throw thrown;
    }
  },
};

const services = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/get_services`,
  access: anyone,
  summary: 'Components of the cloud, for bars of other user interfaces',
  query: z.object({ callback }),
  reply: { 200: { content: { 'application/json': ServiceMenuReply, 'application/javascript': z.string() } } },
  handle: async ({ service, query }) => jsonpAnswer(await serviceMenu(service), query.callback),
});

/** JSON alone: as a script any site would learn who its visitor is (I22). Its addresses never follow the request's host (G6). */
const menu = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/get_menu`,
  access: somebodyOrNobody,
  summary: 'What the bar of another user interface offers a person',
  query: z.object({
    callback: z.undefined('is not offered: a script would tell any site who its visitor is').optional(),
  }),
  reply: { 200: MenuReply },
  handle({ service, caller }) {
    const base = `${service.baseUrl}${IDENTITY_UI_PREFIX}`;
    if (caller === undefined) return { body: [{ url: `${base}/`, name: 'Sign in' }] };
    return {
      body: [
        { url: `${base}/`, name: caller.email, is_active: true },
        { url: `${base}/landing`, name: 'Dashboard' },
        { url: `${base}/logout`, name: 'Sign out' },
      ],
    };
  },
});

/** Pages of the original, and where they are in the console; none changes anything by being opened (G15). */
const MOVED: readonly [string, string][] = [
  ['', '/ui/'],
  ['/landing', '/ui/'],
  ['/login', '/ui/log-in'],
  ['/logout', '/ui/log-out'],
  ['/profile', '/ui/access'],
  ['/api_access', '/ui/access'],
  ['/projects', '/ui/projects'],
  ['/approval_terms', '/ui/approval_terms'],
];

const moved = MOVED.map(([from, to]) =>
  route({
    method: 'GET',
    path: `${IDENTITY_UI_PREFIX}${from}`,
    access: anyone,
    summary: `Leads to ${to} of the console`,
    reply: { 302: null },
    handle: ({ service }) => ({ status: 302, headers: { location: service.baseUrl + to } }),
  }),
);

export const menuRoutes = [services, menu, ...moved];
