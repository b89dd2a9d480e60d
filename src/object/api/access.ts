import type { FastifyRequest } from 'fastify';
import { sameSecret } from '#platform/http/internal-hop';
import type { Access } from '#platform/http/route';
import type { Caller, Person } from '../domain/identity-service.ts';
import { requireRight } from '../domain/sharing/access.ts';
import type { ObjectPath } from '../store/sharing.ts';
import { fail } from '../errors.ts';
import type { ObjectApi } from './object-api.ts';

/** Headers that say who else may read or write: nobody gives rights with a token that has just ended (I7). */
const RIGHTS = /^x-(?:object-(?:sharing|public)|account-group-)/;

/** A person by his token: `X-Auth-Token`, `X-Storage-Token`, or `Authorization: Bearer`. */
export const member: Access<ObjectApi, Person> = {
  name: 'member',
  identify: ({ service, request }) =>
    service.storage.identity.personOf(tokenOf(request) ?? fail('no_token'), {
      anew: Object.keys(request.headers).some((name) => RIGHTS.test(name)),
    }),
};

/** The person whose account the address names; to everybody else the rest of his request does not matter. */
export const owner: Access<ObjectApi, Caller, { account: string }> = {
  ...member,
  name: 'owner of the account',
  permit: ({ caller, params }) => requireOwner(caller, params.account),
};

/** Somebody who may at least read what the address names: a stranger learns nothing of what he sent. */
export const reader: Access<ObjectApi, Caller, ObjectPath> = {
  ...member,
  name: 'member who may read the object',
  async permit({ service, caller, params }) {
    if (caller.user !== params.account) await requireRight(service.storage.store, caller, params, 'read');
  },
};

/** Only the owner goes on; whoever else it is learns nothing more, neither of his headers nor of what exists. */
function requireOwner(caller: Caller, account: string): void {
  if (caller.user !== account) fail('forbidden');
}

/** The token a request carries, in headers only: an address ends in logs. */
export function tokenOf(request: FastifyRequest): string | undefined {
  for (const name of ['x-auth-token', 'x-storage-token']) {
    const value = request.headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  const bearer = /^Bearer +(\S+)$/i.exec((request.headers.authorization ?? '').slice(0, 4096));
  return bearer?.[1];
}

/** Compute, by its component's token. A user's token, however good, is 403. */
export const computeComponent: Access<ObjectApi, { component: 'cyclades' }> = {
  name: 'component cyclades',
  identify({ service, request }) {
    const token = tokenOf(request) ?? fail('no_token');
    if (!sameSecret(token, service.computeToken.reveal())) fail('not_a_component');
    return { component: 'cyclades' };
  },
};
