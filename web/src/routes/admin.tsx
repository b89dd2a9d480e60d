import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside, requireRight } from './layouts.tsx';

const admin = createRoute({
  getParentRoute: () => inside,
  id: 'admin',
  component: requireRight('see the whole cloud'),
});

const cloudState = createRoute({
  getParentRoute: () => admin,
  path: '/admin',
  component: lazyPage(() => import('../pages/admin/cloud-state-page.tsx'), 'CloudStatePage'),
});

export const adminRoutes = [admin.addChildren([cloudState])] as const;
