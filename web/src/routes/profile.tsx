import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';

const profile = createRoute({
  getParentRoute: () => inside,
  path: '/profile',
  component: lazyPage(() => import('../pages/profile/profile-page.tsx'), 'ProfilePage'),
});

const security = createRoute({
  getParentRoute: () => inside,
  path: '/profile/security',
  component: lazyPage(() => import('../pages/profile/security-page.tsx'), 'SecurityPage'),
});

export const profileRoutes = [profile, security] as const;
