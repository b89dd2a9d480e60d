import { Link } from '@tanstack/react-router';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import { pagesOf } from '../areas/areas.ts';
import { SETS } from '../areas/groups.ts';
import { lazyPart } from './lazy-part.tsx';
import { activeOptions } from './navigation.tsx';
import { useSet } from './use-set.ts';

/** Menus are not needed before the page can be used; their place is kept. */
const MoreMenu = lazyPart<'MoreMenu', object>(() => import('./frame-extras.tsx'), 'MoreMenu', {
  waiting: <span />,
  missing: () => <span />,
});

/** The bar at the bottom of a phone, instead of the left column; what has no room there is under More. */
export function TabBar() {
  const pages = pagesOf(useSession(), SETS[useSet()]).filter(({ onPhone }) => onPhone);
  return (
    <nav className="tab-bar" aria-label={say.mainPhone}>
      {pages.map((page) => (
        <Link key={page.to} to={page.to} activeOptions={activeOptions(page)}>
          <page.icon size={22} stroke={1.7} aria-hidden />
          {page.label}
        </Link>
      ))}
      <MoreMenu />
    </nav>
  );
}
