import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';
import { choiceOf, type RawSearch } from './search-params.ts';

const networks = createRoute({
  getParentRoute: () => inside,
  path: '/networks',
  validateSearch: (search: RawSearch) => choiceOf(search, 'tab', ['addresses', 'map']),
  component: lazyPage(() => import('../pages/networks/networks-page.tsx'), 'NetworksPage'),
});

const network = createRoute({
  getParentRoute: () => inside,
  path: '/networks/$id',
  component: lazyPage(() => import('../pages/networks/network-page.tsx'), 'NetworkPage'),
});

export const networkRoutes = [networks, network] as const;
