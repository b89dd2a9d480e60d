import type { z } from 'zod';
import { assembly } from '#cloud/assembly';

/** One route as a stranger sees it, and whose it is. */
export interface TargetRoute {
  role: 'identity' | 'object' | 'compute';
  method: string;
  path: string;
  access: string;
  query: readonly string[];
  body: z.ZodType | undefined;
}

const tables = await Promise.all(
  assembly.services.flatMap((service) =>
    service.api === undefined
      ? []
      : [service.api.routes().then((routes) => [service.name as TargetRoute['role'], routes] as const)],
  ),
);

/** Every route of every service. */
export const allRoutes: readonly TargetRoute[] = tables.flatMap(([role, routes]) =>
  routes.map(({ method, path, access, when, body }) => ({
    role,
    method,
    path,
    access: access.name,
    query: when?.query ?? [],
    body,
  })),
);

/** True for what services keep for each other: the gateway must not know it. */
export function isInternal({ path }: TargetRoute): boolean {
  return path.includes('/internal/') || path.startsWith('/vmapi/');
}

/** True for what answers strangers, too. A route that knows its visitor if it can stands here by its address. */
export function isForStrangers({ access, path }: TargetRoute): boolean {
  return access === 'anyone' || path === '/astakos/ui/get_menu';
}

/** The path with each `:name` and `*` filled in. */
export function fillPath(path: string, value: (name: string) => string): string {
  return path.replaceAll(/:(\w+)|\*/g, (_whole, name: string | undefined) => value(name ?? '*'));
}
