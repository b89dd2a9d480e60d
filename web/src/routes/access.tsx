import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';
import { textsOf, type RawSearch } from './search-params.ts';

const access = createRoute({
  getParentRoute: () => inside,
  path: '/access',
  validateSearch: (search: RawSearch) => textsOf(search, 'program'),
  component: lazyPage(() => import('../pages/access/access-page.tsx'), 'AccessPage'),
});

const sshKeys = createRoute({
  getParentRoute: () => inside,
  path: '/access/ssh-keys',
  component: lazyPage(() => import('../pages/access/ssh-keys-page.tsx'), 'SshKeysPage'),
});

export const accessRoutes = [access, sshKeys] as const;
