import { Menu } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { IconLoader2 } from '@tabler/icons-react';
import { say } from '#text/activity';
import type { MouseEvent } from 'react';
import { useSession } from '../api/use-session.ts';
import { areasOf } from '../areas/areas.ts';
import { Name } from '../parts/name.tsx';
import css from './work-menu.module.css';

/** How much goes on, in the top bar, with a list that leads to each; nothing while nothing does. */
export function WorkMenu() {
  const work = areasOf(useSession()).flatMap(({ useWork }) => useWork?.() ?? []);
  const { history, basepath } = useRouter();
  if (work.length === 0) return null;
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <button type="button" className={css.button} aria-label={say.workCount({ count: work.length })}>
          <IconLoader2 size={16} className="spin" aria-hidden />
          <span className="num" aria-hidden>
            {work.length}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className={css.list}>
        <Menu.Label>{say.work}</Menu.Label>
        {work.map(({ key, name, state, href }) => (
          <Menu.Item
            key={key}
            component="a"
            href={basepath + href}
            onClick={(event: MouseEvent) => {
              // Within the console nothing is loaded anew; another tab is the browser's business.
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              history.push(basepath + href);
            }}
          >
            <span className="cut block">
              <Name of={name} />
            </span>
            <span className="sub small num">{state}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
