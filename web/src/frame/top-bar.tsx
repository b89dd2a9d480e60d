import { ActionIcon, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFlame, IconKeyboard, IconSearch } from '@tabler/icons-react';
import { say } from '#text/frame';
import { cloudQuery } from '../api/cloud.ts';
import type { Person } from '../api/session.ts';
import { CloudMark } from '../parts/cloud-mark.tsx';
import { EMULATED } from './emulated.ts';
import { openKeyList, openPalette } from './palette-state.ts';
import { WorkMenu } from './work-menu.tsx';

/** Above every page: whose quota is used, and the field that finds and goes. */
export function TopBar({ person }: { person: Person }) {
  const { data: cloud } = useQuery(cloudQuery);
  return (
    <header className="top">
      <span className="only-phone">
        <CloudMark size={26} />
      </span>
      <span className="project">
        <span className="project-tile" aria-hidden>
          {(person.name[0] ?? '').toUpperCase()}
        </span>
        {say.ownProject}
      </span>
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
      <Tooltip label={say.keys}>
        <ActionIcon className="hide-phone" aria-label={say.keys} onClick={openKeyList}>
          <IconKeyboard size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <ActionIcon className="only-phone push" aria-label={say.search} size={44} onClick={openPalette}>
        <IconSearch size={20} stroke={1.7} />
      </ActionIcon>
    </header>
  );
}
