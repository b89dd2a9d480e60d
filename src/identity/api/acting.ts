import type { FastifyRequest } from 'fastify';
import type { Origin } from '#platform/audit/origin';
import { clientAddress } from '#platform/http/request-marks';
import type { Acting, Identity } from '../domain/identity.ts';
import type { Bearer } from '../domain/tokens/authentication.ts';

/** Identity on behalf of who sent a request: a person by session or token, or somebody at a page who is not logged in. */
export function acting(service: Identity, request: FastifyRequest, caller?: Bearer): Acting {
  return { ...service, origin: originOf(request, caller) };
}

function originOf(request: FastifyRequest, caller: Bearer | undefined): Origin {
  const sent = { address: clientAddress(request), request: request.id };
  if (caller === undefined) return { source: 'page', kind: 'nobody', id: null, name: '', ...sent };
  const source = caller.isSession ? 'page' : 'api';
  return { source, kind: 'user', id: caller.uuid, name: caller.email, ...sent };
}
