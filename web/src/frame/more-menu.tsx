import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconMenu2 } from '@tabler/icons-react';
import { say } from '#text/frame';
import type { Person } from '../api/session.ts';
import { ACCOUNT_PAGES } from './pages.ts';
import { ProfileItems } from './profile-menu.tsx';

/** What has no room in the bar of a phone. */
export function MoreMenu({ person }: { person: Person }) {
  return (
    <Menu position="top-end" width={228}>
      <Menu.Target>
        <button type="button">
          <IconMenu2 size={22} stroke={1.7} aria-hidden />
          {say.more}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email}</Menu.Label>
        {ACCOUNT_PAGES.map((page) => (
          <Menu.Item
            key={page.to}
            leftSection={<page.icon size={16} stroke={1.7} />}
            renderRoot={(props: object) => <Link to={page.to} {...props} />}
          >
            {page.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <ProfileItems />
      </Menu.Dropdown>
    </Menu>
  );
}
