import { computeRoutes } from '#compute/api/routes';
import { actionIn } from '#compute/api/servers/action-route';
import type { Client } from '../../kit/client.ts';

/** Whose test file calls which addresses: the first pattern that fits. What parts of the cloud keep for each other is none's. */
const AGGREGATES = {
  administration: /^\/cyclades\/administration\//,
  internal: /\/(?:internal|vmapi)\//,
  cloud: /\/cyclades\/admin\//,
  statistics: /\/(?:stats|statistics)(?:\/|$)/,
  flavors: /\/flavors/,
  keypairs: /\/os-keypairs/,
  images: /\/(?:images|shared-images)/,
  servers: /\/servers/,
  networks: /\/(?:networks|subnets|floatingips|os-floating-ips)/,
  ports: /\/ports/,
  live: /\/live$/,
  versions: /^/,
};
export type Aggregate = keyof typeof AGGREGATES;

type Row = (typeof computeRoutes)[number];

function aggregateOf({ path }: Row): Aggregate {
  const names = Object.keys(AGGREGATES) as Aggregate[];
  return names.find((name) => AGGREGATES[name].test(path))!;
}

/** Which rows of an aggregate in the table of routes a file of tests has called. */
export class RouteCoverage {
  readonly #rows: readonly Row[];
  readonly #seen = new Set<Row>();

  constructor(aggregate: Aggregate) {
    this.#rows = computeRoutes.filter((row) => aggregateOf(row) === aggregate);
  }

  /** The client, with every call noted. */
  watch<C extends Client>(client: C): C {
    const call: Client['call'] = async (method, path, options) => {
      const reply = await client.call(method, path, options);
      this.#note(method, path.split('?', 1)[0]!, options?.body);
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

  /** Rows that were not called. */
  missing(): string[] {
    return this.#rows
      .filter((row) => !this.#seen.has(row))
      .map(({ method, path, when }) => [method, path, ...(when?.body ?? [])].join(' '));
  }

  #note(method: string, path: string, body: unknown): void {
    const action = actionIn(body);
    const row = this.#rows.find(
      (candidate) =>
        candidate.method === method &&
        matches(candidate.path, path) &&
        (candidate.when?.body === undefined || candidate.when.body.includes(action ?? '')),
    );
    if (row !== undefined) this.#seen.add(row);
  }
}

/** Rows without parameters stand before those with, as in the router. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path
    .replace(/\/$/, '')
    .replace(/\.json$/, '')
    .split('/');
  if (parts.length !== given.length) return false;
  const exact = computeRoutes.some(({ path: other }) => other === given.join('/'));
  return exact
    ? pattern === given.join('/')
    : parts.every((part, index) => part.startsWith(':') || part === given[index]);
}
