import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { say } from '#text/frame';
import { cloudQuery } from '../api/cloud.ts';
import type { Person } from '../api/session.ts';
import { useMachines } from '../live/machines.ts';
import { CloudMark } from '../parts/cloud-mark.tsx';
import { ACCOUNT_PAGES, MAIN_PAGES, type Destination } from './pages.ts';
import { lazyPart } from './lazy-part.tsx';

/** Menus are not needed before the page can be used; their place is kept. */
const ProfileMenu = lazyPart(() => import('./frame-extras.tsx'), 'ProfileMenu', {
  waiting: <div className="person waiting" />,
  missing: () => <div className="person waiting" />,
});

/** The left column. */
export function Navigation({ person }: { person: Person }) {
  const { data: cloud } = useQuery(cloudQuery);
  const { data: machines } = useMachines(useQueryClient());
  const failed = machines?.list.filter((machine) => machine.status === 'ERROR').length ?? 0;
  return (
    <nav className="side" aria-label={say.main}>
      <div className="logo">
        <CloudMark />
        <span className="label cut">{cloud?.name ?? 'Synnefo'}</span>
      </div>
      {MAIN_PAGES.map((page) => (
        <NavLink key={page.to} page={page} failed={page.to === '/machines' ? failed : 0} />
      ))}
      <div className="nav-section">{say.account}</div>
      {ACCOUNT_PAGES.map((page) => (
        <NavLink key={page.to} page={page} failed={0} />
      ))}
      <div className="grow" />
      <ProfileMenu person={person} />
    </nav>
  );
}

function NavLink({ page, failed }: { page: Destination; failed: number }) {
  return (
    <Link
      to={page.to}
      className="nav-link"
      activeOptions={{ exact: page.to === '/', includeSearch: false }}
      title={page.label}
    >
      <page.icon size={18} stroke={1.7} aria-hidden />
      <span className="label">{page.label}</span>
      {failed > 0 && (
        <span className="nav-alert" title={say.countInError({ count: failed })}>
          {failed}
          <span className="visually-hidden"> {say.inError}</span>
        </span>
      )}
    </Link>
  );
}
