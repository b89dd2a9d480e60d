import { Menu } from '@mantine/core';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { IconMenu2 } from '@tabler/icons-react';
import { Fragment } from 'react';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import { pagesOf } from '../areas/areas.ts';
import { SETS, titleOf } from '../areas/groups.ts';
import { ProfileItems } from './profile-menu.tsx';
import { useSetSwitch } from './set-switch.ts';
import { useSet } from './use-set.ts';

/** What has no room in the bar of a phone, in its groups. */
export function MoreMenu() {
  const person = useSession();
  const other = useSetSwitch();
  const isAt = useMatchRoute();
  const groups = SETS[useSet()].map((group) => ({
    title: titleOf(group),
    pages: pagesOf(person, [group]).filter(({ onPhone }) => onPhone !== true),
  }));
  const here = groups.some(({ pages }) => pages.some(({ to }) => isAt({ to, fuzzy: true }) !== false));
  return (
    <Menu position="top-end" width={228}>
      <Menu.Target>
        <button type="button" className={here ? 'on' : ''}>
          <IconMenu2 size={22} stroke={1.7} aria-hidden />
          {say.more}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map(({ title, pages }) => (
          <Fragment key={title ?? ''}>
            {title !== undefined && pages.length > 0 && <Menu.Label>{title}</Menu.Label>}
            {pages.map((page) => (
              <Item key={page.to} {...page} />
            ))}
          </Fragment>
        ))}
        {other !== undefined && <Item {...other} />}
        <Menu.Divider />
        <Menu.Label>{person.email}</Menu.Label>
        <ProfileItems />
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ to, label, icon: Glyph }: NonNullable<ReturnType<typeof useSetSwitch>>) {
  return (
    <Menu.Item
      leftSection={<Glyph size={16} stroke={1.7} />}
      renderRoot={(props: object) => <Link to={to} {...props} />}
    >
      {label}
    </Menu.Item>
  );
}
