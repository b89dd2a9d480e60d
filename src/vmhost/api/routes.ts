import type { Route } from '#platform/http/route';
import { clusterRoutes } from './cluster-routes.ts';
import { instancePowerRoutes } from './instance-power-routes.ts';
import { instanceRoutes } from './instance-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { networkRoutes } from './network-routes.ts';
import { queryRoutes } from './query-routes.ts';
import type { RapiService } from './route.ts';

/** The remote API, whole. */
export const routes: readonly Route<RapiService>[] = [
  ...clusterRoutes,
  ...instanceRoutes,
  ...instancePowerRoutes,
  ...jobRoutes,
  ...networkRoutes,
  ...queryRoutes,
];
