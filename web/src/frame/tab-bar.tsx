import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconUserCircle } from '@tabler/icons-react';
import type { Person } from '../api/session.ts';
import { ACCOUNT_PAGES, MAIN_PAGES } from './pages.ts';
import { ProfileItems } from './profile-menu.tsx';

/** The bar at the bottom of a phone, instead of the left column. */
export function TabBar({ person }: { person: Person }) {
  return (
    <nav className="tab-bar" aria-label="Main, phone">
      {[...MAIN_PAGES, ...ACCOUNT_PAGES].map((page) => (
        <Link key={page.to} to={page.to} activeOptions={{ exact: page.to === '/', includeSearch: false }}>
          <page.icon size={22} stroke={1.7} aria-hidden />
          {page.to === '/access' ? 'Access' : page.label}
        </Link>
      ))}
      <Menu position="top-end" width={228}>
        <Menu.Target>
          <button type="button" title={person.name}>
            <IconUserCircle size={22} stroke={1.7} aria-hidden />
            You
          </button>
        </Menu.Target>
        <ProfileItems />
      </Menu>
    </nav>
  );
}
