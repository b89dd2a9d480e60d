import { computeRoutes } from '#compute/api/routes';
import { routes as identityRoutes } from '#identity/api/routes';
import { objectRoutes } from '#object/api/routes';
import type { ApiPart } from '#platform/openapi';

/** The tables of routes that users and components meet, in the order of the API page. */
export const apiParts: readonly ApiPart[] = [
  { title: 'Identity', routes: identityRoutes },
  { title: 'Object storage', routes: objectRoutes },
  { title: 'Compute and images', routes: computeRoutes },
];
