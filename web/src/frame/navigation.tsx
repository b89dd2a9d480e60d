import { Link } from '@tanstack/react-router';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import type { AreaPage } from '../areas/area.ts';
import { pagesOf } from '../areas/areas.ts';
import { SETS, titleOf } from '../areas/groups.ts';
import { CloudLogo } from '../parts/cloud-logo.tsx';
import { number } from '#text/language';
import { lazyPart } from './lazy-part.tsx';
import { useSetSwitch } from './set-switch.ts';
import { useLogoPart, useSet } from './use-set.ts';

/** Menus are not needed before the page can be used; their place is kept. */
const ProfileMenu = lazyPart(() => import('./frame-extras.tsx'), 'ProfileMenu', {
  waiting: <div className="person waiting" />,
  missing: () => <div className="person waiting" />,
});

/** The left column. */
export function Navigation() {
  const person = useSession();
  const set = useSet();
  const other = useSetSwitch();
  return (
    <nav className="side" aria-label={say.main}>
      <div className="logo">
        <CloudLogo part={useLogoPart()} />
        {set === 'administration' && <span className="nav-chip label">{say.admin}</span>}
      </div>
      <div className="nav-pages">
        {SETS[set].map((group) => {
          const pages = pagesOf(person, [group]);
          const title = titleOf(group);
          return (
            <div key={group} role="group" aria-label={title}>
              {title !== undefined && pages.length > 0 && (
                <div className="nav-section" aria-hidden>
                  {title}
                </div>
              )}
              {pages.map((page) => (
                <NavLink key={page.to} page={page} />
              ))}
            </div>
          );
        })}
      </div>
      {other !== undefined && (
        <Link to={other.to} className="nav-link" title={other.label}>
          <other.icon size={18} stroke={1.7} aria-hidden />
          <span className="label">{other.label}</span>
        </Link>
      )}
      <ProfileMenu person={person} />
    </nav>
  );
}

function NavLink({ page }: { page: AreaPage }) {
  const { useCount = unknown, useFailed = none } = page;
  const count = useCount();
  const failed = useFailed();
  const shown = count === undefined || count === 0 ? undefined : number(count);
  return (
    // The number is a description and no part of the name, which would else change all the time.
    <Link
      to={page.to}
      className="nav-link"
      activeOptions={activeOptions(page)}
      title={shown === undefined ? page.label : `${page.label}: ${shown}`}
    >
      <page.icon size={18} stroke={1.7} aria-hidden />
      <span className="label">{page.label}</span>
      {failed > 0 ? (
        <span className="nav-alert" title={say.countInError({ count: failed })}>
          {failed}
          <span className="visually-hidden"> {say.inError}</span>
        </span>
      ) : (
        shown !== undefined && (
          <span className="nav-count" aria-hidden>
            {shown}
          </span>
        )
      )}
    </Link>
  );
}

const unknown = () => undefined;
const none = () => 0;

/** A page is the current one also while one below it is open; the first one of a set alone has all others below it. */
export function activeOptions({ to }: AreaPage): { exact: boolean; includeSearch: false } {
  return { exact: to === '/' || to === '/admin', includeSearch: false };
}
