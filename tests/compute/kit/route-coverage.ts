import { computeRoutes } from '#compute/api/routes';
import type { Client } from '../../kit/client.ts';

/** Which rows of the table of routes a test has reached with an answer below 500. */
export class RouteCoverage {
  readonly #seen = new Set<string>();

  /** The client, with every call noted. */
  watch<C extends Client>(client: C): C {
    const call: Client['call'] = async (method, path, options) => {
      const reply = await client.call(method, path, options);
      this.#note(method, path.split('?', 1)[0]!);
      return reply;
    };
    const bare = (method: string) => (path: string, headers?: Record<string, string>) =>
      call(method, path, headers === undefined ? {} : { headers });
    const withBody = (method: string) => (path: string, body?: unknown, headers?: Record<string, string>) =>
      call(method, path, headers === undefined ? { body } : { body, headers });
    return {
      ...client,
      call,
      get: bare('GET'),
      head: bare('HEAD'),
      delete: bare('DELETE'),
      put: withBody('PUT'),
      post: withBody('POST'),
    };
  }

  /** Rows that were not reached. */
  missing(): string[] {
    return computeRoutes.map(({ method, path }) => `${method} ${path}`).filter((row) => !this.#seen.has(row));
  }

  #note(method: string, path: string): void {
    const row = computeRoutes.find((route) => route.method === method && matches(route.path, path));
    if (row !== undefined) this.#seen.add(`${row.method} ${row.path}`);
  }
}

/** Rows without parameters stand before those with, as in the router. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (parts.length !== given.length) return false;
  const exact = computeRoutes.some(({ path: other }) => other === given.join('/'));
  return exact
    ? pattern === given.join('/')
    : parts.every((part, index) => part.startsWith(':') || part === given[index]);
}
