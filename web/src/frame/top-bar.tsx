import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFlame, IconKeyboard, IconSearch } from '@tabler/icons-react';
import { say } from '#text/frame';
import { cloudQuery } from '../api/cloud.ts';
import { CloudMark } from '../parts/cloud-mark.tsx';
import { EMULATED } from './emulated.ts';
import { openKeyList, openPalette } from './palette-state.ts';
import { ProjectPlace } from './project-place.tsx';
import { lazyPart } from './lazy-part.tsx';

/** Menus are not needed before the page can be used. */
const WorkMenu = lazyPart<'WorkMenu', object>(() => import('./frame-extras.tsx'), 'WorkMenu', {
  waiting: null,
  missing: () => null,
});

/** Above every page: whose quota is used, and the field that finds and goes. */
export function TopBar() {
  const { data: cloud } = useQuery(cloudQuery);
  return (
    <header className="top">
      <span className="only-phone">
        <CloudMark size={26} />
      </span>
      <ProjectPlace />
      {cloud?.emulated === true && (
        <span className="state warn hide-phone" title={EMULATED}>
          <IconFlame size={13} aria-hidden />
          {say.emulatedMachines}
          <span className="visually-hidden">: {EMULATED}</span>
        </span>
      )}
      <button type="button" className="search push" onClick={openPalette}>
        <IconSearch size={15} aria-hidden />
        {say.findShort}
        <span className="key push">Ctrl K</span>
      </button>
      <WorkMenu />
      <ActionIcon className="hide-phone" aria-label={say.keys} title={say.keys} onClick={openKeyList}>
        <IconKeyboard size={18} stroke={1.7} />
      </ActionIcon>
      <ActionIcon className="only-phone push" aria-label={say.search} size={44} onClick={openPalette}>
        <IconSearch size={20} stroke={1.7} />
      </ActionIcon>
    </header>
  );
}
