import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';
import { choiceOf, type RawSearch } from './search-params.ts';

const networks = createRoute({
  getParentRoute: () => inside,
  path: '/networks',
  validateSearch: (search: RawSearch) => ({
    ...choiceOf(search, 'tab', ['addresses', 'ports', 'map']),
    // the dialog that is open over it
    ...choiceOf(search, 'ask', ['new']),
  }),
  component: lazyPage(() => import('../pages/networks/networks-page.tsx'), 'NetworksPage'),
});

const network = createRoute({
  getParentRoute: () => inside,
  path: '/networks/$id',
  component: lazyPage(() => import('../pages/networks/network-page.tsx'), 'NetworkPage'),
});

const port = createRoute({
  getParentRoute: () => inside,
  path: '/networks/ports/$id',
  component: lazyPage(() => import('../pages/networks/port-page.tsx'), 'PortPage'),
});

export const networkRoutes = [networks, network, port] as const;
