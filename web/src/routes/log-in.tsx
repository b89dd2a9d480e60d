import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { requireLogIn, requirePerson, signedOut } from './layouts.tsx';
import { textsOf, type RawSearch } from './search-params.ts';

/** Where to go on: only a path of this console, never a way out to somewhere else. */
function nextIn(search: RawSearch): { next?: string | undefined } {
  const { next = '' } = textsOf(search, 'next');
  // said to be undefined: what is left out stays as it stands in the address
  return { next: /^\/(?![/\\])/.test(next) ? next : undefined };
}

const logIn = createRoute({
  getParentRoute: () => signedOut,
  path: '/log-in',
  validateSearch: nextIn,
  component: lazyPage(() => import('../pages/log-in/log-in-page.tsx'), 'LogInPage'),
});

const logOut = createRoute({
  getParentRoute: () => signedOut,
  path: '/log-out',
  component: lazyPage(() => import('../pages/consent/log-out-page.tsx'), 'LogOutPage'),
});

const approvalTerms = createRoute({
  getParentRoute: () => signedOut,
  path: '/approval_terms',
  validateSearch: nextIn,
  beforeLoad: async (arrival) => void (await requireLogIn(arrival)),
  component: lazyPage(() => import('../pages/consent/terms-page.tsx'), 'TermsPage'),
});

const weblogin = createRoute({
  getParentRoute: () => signedOut,
  path: '/weblogin',
  validateSearch: (search: RawSearch) => textsOf(search, 'next', 'renew', 'force'),
  // who logs in now has done what `force` asks for
  beforeLoad: ({ context, location: { href } }) =>
    requirePerson({ context, location: { href: href.replace(/[?&]force=[^&]*$/, '') } }),
  component: lazyPage(() => import('../pages/consent/hand-over-page.tsx'), 'HandOverPage'),
});

const authorize = createRoute({
  getParentRoute: () => signedOut,
  path: '/authorize',
  validateSearch: (search: RawSearch) => textsOf(search, 'request'),
  beforeLoad: requirePerson,
  component: lazyPage(() => import('../pages/consent/authorize-page.tsx'), 'AuthorizePage'),
});

const activate = createRoute({
  getParentRoute: () => signedOut,
  path: '/activate',
  validateSearch: (search: RawSearch) => textsOf(search, 'key'),
  component: lazyPage(() => import('../pages/log-in/activate-page.tsx'), 'ActivatePage'),
});

export const logInRoutes = [logIn, logOut, approvalTerms, weblogin, authorize, activate] as const;
