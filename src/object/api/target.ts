import type { FastifyRequest } from 'fastify';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { parseTarget, type Target } from '../domain/paths.ts';

/**
 * The framework routes by level only: the names of an address are replaced by placeholders before it looks, so that it
 * neither decodes nor normalises what users named. `targetOf` reads them from the address as it was sent.
 */
export function routedUrl(url: string): string {
  const [path, query] = splitUrl(url);
  if (path !== OBJECT_STORE_PREFIX && !path.startsWith(`${OBJECT_STORE_PREFIX}/`)) return url;
  const suffix = query === undefined ? '' : `?${query}`;
  return `${OBJECT_STORE_PREFIX}${levelOf(path.slice(OBJECT_STORE_PREFIX.length))}${suffix}`;
}

function levelOf(rest: string): string {
  if (rest === '' || rest === '/') return '';
  // As the names are read: an escaped slash divides them like a plain one.
  const [, , container, ...object] = rest.replaceAll(/%2f/gi, '/').split('/');
  if (container === undefined || (container === '' && object.length === 0)) return '/account';
  return object.join('/') === '' ? '/account/container' : '/account/container/object';
}

export function splitUrl(url: string): [path: string, query: string | undefined] {
  const at = url.indexOf('?');
  return at === -1 ? [url, undefined] : [url.slice(0, at), url.slice(at + 1)];
}

/** What the address of a request names. Fails with 400 for names that cannot be. */
export function targetOf(request: FastifyRequest): Target {
  const [path] = splitUrl(request.originalUrl);
  return parseTarget(path.slice(OBJECT_STORE_PREFIX.length));
}
