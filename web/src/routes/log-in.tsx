import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { signedOut } from './layouts.tsx';
import { textsOf, type RawSearch } from './search-params.ts';

const logIn = createRoute({
  getParentRoute: () => signedOut,
  path: '/log-in',
  validateSearch: (search: RawSearch): { next?: string } => {
    const { next = '' } = textsOf(search, 'next');
    // Only a path of this console: never a way out to somewhere else.
    return /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: lazyPage(() => import('../pages/log-in/log-in-page.tsx'), 'LogInPage'),
});

const activate = createRoute({
  getParentRoute: () => signedOut,
  path: '/activate',
  validateSearch: (search: RawSearch) => textsOf(search, 'key'),
  component: lazyPage(() => import('../pages/log-in/activate-page.tsx'), 'ActivatePage'),
});

export const logInRoutes = [logIn, activate] as const;
