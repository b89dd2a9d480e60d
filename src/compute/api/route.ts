import { z } from 'zod';
import { ADMIN_ROLE } from '#contract/admin-role';
import { clientAddress } from '#platform/http/request-marks';
import { sameSecret } from '#platform/http/internal-hop';
import { type Access, routesOf } from '#platform/http/route';
import type { Caller, Compute } from '../domain/compute.ts';
import { fail } from '../errors.ts';

/** The route builder of compute. */
export const route = routesOf<Compute>();

function tokenOf(header: string | string[] | undefined): string {
  const token = typeof header === 'string' ? header : '';
  return token === '' || token.length > 4096 ? fail('no_token') : token;
}

/** Anybody with a valid token, in the header only (I6). Calls that change something ask identity each time. */
export const member: Access<Compute, Caller> = {
  name: 'member',
  async identify({ service, request }) {
    const caller = await service.callers.callerOf(tokenOf(request.headers['x-auth-token']), {
      anew: request.method !== 'GET' && request.method !== 'HEAD',
    });
    const { user, name = user } = caller;
    const sent = { address: clientAddress(request), request: request.id };
    return { ...caller, origin: { source: 'api', kind: 'user', id: user, name, ...sent } };
  },
};

/** An administrator of the cloud. To all others there is nothing there. */
export const administrator: Access<Compute, Caller> = {
  name: 'administrator',
  async identify(input) {
    const caller = await member.identify(input);
    return caller.groups.includes(ADMIN_ROLE) ? { ...caller, administrator: true } : fail('unknown_endpoint');
  },
};

/** A part of this cloud, by the token of the cyclades component. */
export const component: Access<Compute, undefined> = {
  name: 'component',
  identify: ({ service, request }) => {
    const token = tokenOf(request.headers['x-auth-token']);
    return sameSecret(token, service.componentToken.reveal()) ? undefined : fail('not_a_component');
  },
};

/** Number of a thing in a path. */
const number = (what: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `Invalid ${what} ID.`)
    .transform(Number);

export const serverParams = z.object({ id: number('server') });
export const flavorParams = z.object({ id: number('flavor') });
export const networkParams = z.object({ id: number('network') });
export const subnetParams = z.object({ id: number('subnet') });
export const floatingIpParams = z.object({ id: number('floating IP') });
export const portParams = z.object({ id: number('port') });
export const imageParams = z.object({
  id: z
    .string()
    .regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'Invalid image ID.')
    .transform((id) => id.toLowerCase()),
});

/** Unknown parameters of a query are ignored, as OpenStack's clients send all kinds of them. */
export const sinceQuery = z.object({ 'changes-since': z.string().optional() });

/** Most that one answer holds of a server's activity. */
const ACTIVITY_PAGE = 200;
export const activityQuery = z.object({
  /** The last change that is known already; what is asked for came before it. */
  before: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(ACTIVITY_PAGE).default(50),
});

/** The moment of `changes-since`: with a zone, not in the future, not older than POLL_LIMIT. */
export function sinceOf({ clock, settings }: Compute, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // A plus sign that was not escaped arrives as a blank.
  const wanted = text.replace(/ (\d\d:?\d\d)$/, '+$1');
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/.test(wanted)) {
    fail('bad_since', { message: 'it must be an ISO 8601 date with a time zone.' });
  }
  const since = new Date(wanted.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  const age = clock.now().getTime() - since.getTime();
  if (Number.isNaN(age)) fail('bad_since', { message: 'it must be a date.' });
  if (age < 0) fail('bad_since', { message: 'it is in the future.' });
  if (age > settings.POLL_LIMIT * 1000)
    fail('bad_since', { message: `it is older than ${settings.POLL_LIMIT} s.` });
  return since;
}
