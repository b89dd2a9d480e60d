import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyPage(() => import('../pages/overview/overview-page.tsx'), 'OverviewPage'),
});

export const overviewRoutes = [overview] as const;
