import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { type Person, sessionQuery, type Right } from '../api/session.ts';
import { useRight } from '../api/use-session.ts';
import { lazyPage } from '../frame/lazy-page.tsx';
import { Shell } from '../frame/shell.tsx';
import { NothingHere } from '../parts/load-error.tsx';
import { textsOf } from './search-params.ts';

/* What stands around pages: a route of an area names one of these as its parent. */

interface Context {
  client: QueryClient;
}

export const root = createRootRouteWithContext<Context>()({ component: Outlet });

/** For who is not logged in: the mark, the choice of language and theme, and the page between them. */
export const signedOut = createRoute({
  getParentRoute: () => root,
  id: 'signed-out',
  component: lazyPage(() => import('../frame/signed-out/signed-out.tsx'), 'SignedOut'),
});

/** The frame with navigation, top bar and footer, for who is logged in. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  validateSearch: (search) => textsOf(search, 'project'),
  // The project stays from page to page until another one is chosen.
  search: { middlewares: [retainSearchParams(['project'])] },
  beforeLoad: requirePerson,
});

/** For who is logged in, in a window with nothing around the page. */
export const alone = createRoute({
  getParentRoute: () => root,
  id: 'alone',
  component: lazyPage(() => import('../frame/alone.tsx'), 'Alone'),
  beforeLoad: requirePerson,
});

interface Arrival {
  context: Context;
  location: { href: string };
}

/** … and whoever has terms to sign to where that is done. */
export async function requirePerson(arrival: Arrival): Promise<void> {
  const { signedTerms } = await requireLogIn(arrival);
  if (!signedTerms) throw redirect({ to: '/approval_terms', search: nextOf(arrival.location) });
}

/** Leads whoever is not logged in to the log-in, and from there back. */
export async function requireLogIn({ context, location }: Arrival): Promise<Person> {
  const person = await context.client.ensureQueryData(sessionQuery);
  if (person === null) throw redirect({ to: '/log-in', search: nextOf(location) });
  return person;
}

function nextOf({ href }: { href: string }): { next?: string } {
  return href === '/' ? {} : { next: href };
}

/** Around pages for who may do something: to others it is an address with nothing there. The frame stays. */
export function requireRight(right: Right) {
  return function Permitted() {
    return useRight(right) ? <Outlet /> : <NothingHere />;
  };
}
