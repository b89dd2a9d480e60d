import type { FastifyRequest } from 'fastify';
import { clientAddress } from '#platform/http/request-marks';
import type { Access } from '#platform/http/route';
import { type Bearer, bearerOf, holderOf } from '../../domain/tokens/authentication.ts';
import type { Identity } from '../../domain/identity.ts';
import { fail } from '../../errors.ts';
import { deviceIn, sessionIn } from './session-cookie.ts';

/** Somebody at the console: by the cookie, or by the header that the console's own gateway makes of it. */
export interface Visitor {
  secret: string;
  bearer: Bearer;
}

/** Who has signed the latest terms. */
export const visitor: Access<Identity, Visitor> = {
  name: 'console session',
  async identify({ service, request }) {
    const secret = presented(request);
    return { secret, bearer: await bearerOf(service, secret, 'no_session') };
  },
};

/** Also who has yet to sign them. */
export const anyVisitor: Access<Identity, Visitor> = {
  name: 'console session, whatever terms are to be signed',
  async identify({ service, request }) {
    const secret = presented(request);
    return { secret, bearer: await holderOf(service, secret, 'no_session') };
  },
};

/**
 * The header of the gateway, which checked where the call comes from; else the cookie, and then a change must carry the
 * header that no other site can make a browser send (G14).
 */
export function presented(request: FastifyRequest): string {
  const header = request.headers['x-auth-token'];
  if (typeof header === 'string' && header !== '') return header;
  const cookie = sessionIn(request.headers.cookie) ?? fail('no_session');
  if (request.method !== 'GET') requireOwnPage(request);
  return cookie;
}

function requireOwnPage(request: FastifyRequest): void {
  if (request.headers['x-requested-with'] !== 'synnefo') fail('cross_site_request');
}

/** Where a call of the console comes from, as the limits on guessing count it. */
export function originOf(request: FastifyRequest): { address: string; device?: string } {
  const address = clientAddress(request) ?? '';
  // The console's gateway takes cookies off and hands on what they mean.
  const device = request.headers['x-known-device'] ?? deviceIn(request.headers.cookie);
  return { address, ...(typeof device === 'string' ? { device } : {}) };
}
