import { Link } from '@tanstack/react-router';
import { say } from '#text/frame';
import type { Person } from '../api/session.ts';
import { lazyPart } from './lazy-part.tsx';
import { MAIN_PAGES } from './pages.ts';

/** Menus are not needed before the page can be used; their place is kept. */
const MoreMenu = lazyPart(() => import('./frame-extras.tsx'), 'MoreMenu', {
  waiting: <span />,
  missing: () => <span />,
});

/** The bar at the bottom of a phone, instead of the left column; what has no room there is under More. */
export function TabBar({ person }: { person: Person }) {
  return (
    <nav className="tab-bar" aria-label={say.mainPhone}>
      {MAIN_PAGES.map((page) => (
        <Link key={page.to} to={page.to} activeOptions={{ exact: page.to === '/', includeSearch: false }}>
          <page.icon size={22} stroke={1.7} aria-hidden />
          {page.label}
        </Link>
      ))}
      <MoreMenu person={person} />
    </nav>
  );
}
