import type { FastifyRequest } from 'fastify';
import { ADMIN_ROLE } from '#contract/admin-role';
import type { Access } from '#platform/http/route';
import { type Bearer, bearerOf, componentOf } from '../domain/tokens/authentication.ts';
import type { Identity } from '../domain/identity.ts';
import { fail } from '../errors.ts';
import type { Component } from '../store/catalog/catalog.ts';

/** A user by `X-Auth-Token`: his token, or the secret of his console session. */
export const user: Access<Identity, Bearer> = {
  name: 'user',
  identify: ({ service, request }) => bearerOf(service, presentedToken(service, request)),
};

/** An administrator of the cloud, as `user`. To all others there is nothing there. */
export const administrator: Access<Identity, Bearer> = {
  name: 'administrator',
  async identify(input) {
    const bearer = await user.identify(input);
    return bearer.roles.some(({ name }) => name === ADMIN_ROLE) ? bearer : fail('no_such_page');
  },
};

/** A component by `X-Auth-Token`. */
export const component: Access<Identity, Component> = {
  name: 'component',
  identify: ({ service, request }) => componentOf(service, presentedToken(service, request)),
};

/** The header; the query only where the operator allowed it, for POST, and when there is no header (I6). */
function presentedToken(service: Identity, request: FastifyRequest): string {
  const header = request.headers['x-auth-token'];
  if (typeof header === 'string' && header !== '') return header;
  if (service.settings.ASTAKOS_QUERY_TOKEN_ALLOWED && request.method === 'POST') {
    const query = (request.query as Record<string, unknown>)['X-Auth-Token'];
    if (typeof query === 'string' && query !== '') return query;
  }
  return fail('no_token');
}
