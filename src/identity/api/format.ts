import type { FastifyRequest } from 'fastify';
import { IDENTITY_PREFIX } from '#contract/identity';

export type Format = 'json' | 'xml';

/** Longest part of an `Accept` header that is looked at. */
const MAX_ACCEPT = 1024;

/** `?format=`, else the ending of the path, else the first type of `Accept` that we have, else JSON (spec/identity 0.1). */
export function formatOf(request: FastifyRequest): Format {
  const asked = (request.query as Record<string, unknown> | undefined)?.['format'];
  if (asked === 'xml' || asked === 'json') return asked;
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  if (path.endsWith('.xml')) return 'xml';
  if (path.endsWith('.json')) return 'json';
  const accept = request.headers.accept;
  if (accept === undefined || !accept.includes('xml')) return 'json';
  for (const part of accept.slice(0, MAX_ACCEPT).split(',')) {
    const type = (part.split(';', 1)[0] ?? '').trim();
    if (type === 'application/json' || type === '*/*') return 'json';
    if (type === 'application/xml') return 'xml';
  }
  return 'json';
}

/** Takes `.json` and `.xml` off the documents of identity, so that one route serves every spelling. */
export function withoutFormat(url: string): string {
  const [path = '', query] = url.split('?', 2);
  if (!path.startsWith(IDENTITY_PREFIX) || !/\.(?:json|xml)$/.test(path)) return url;
  const bare = path.slice(0, path.lastIndexOf('.'));
  return query === undefined ? bare : `${bare}?${query}`;
}
