import { Menu, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconKeyboard, IconLogout, IconSelector, IconUser } from '@tabler/icons-react';
import { say } from '#text/frame';
import { LANGUAGE } from '#text/language';
import { BRANDING } from '../api/branding.ts';
import { cloudQuery } from '../api/cloud.ts';
import type { Person } from '../api/session.ts';
import { Avatar } from '../parts/avatar.tsx';
import { chooseLanguage, LANGUAGES, type Language } from '../text/language.ts';
import { openKeyList } from './palette-state.ts';
import { SCHEMES } from './schemes.ts';
import { useLogOut } from './use-log-out.ts';

/** The person at the foot of the column, and what belongs to them. */
export function ProfileMenu({ person }: { person: Person }) {
  return (
    <Menu width={228} position="top-start">
      <Menu.Target>
        <button type="button" className="person">
          <Avatar name={person.name} size={28} />
          <span className="label grow">
            <span className="person-name cut">{person.name}</span>
            <span className="cut block sub tiny">{person.email}</span>
          </span>
          <IconSelector className="label" size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <ProfileItems />
      </Menu.Dropdown>
    </Menu>
  );
}

/** What the menu of a person offers, in the column and on a phone. */
export function ProfileItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { data: cloud } = useQuery(cloudQuery);
  const leave = useLogOut();
  return (
    <>
      <Menu.Item
        leftSection={<IconUser size={16} stroke={1.7} />}
        renderRoot={(props: object) => <Link to="/profile" {...props} />}
      >
        {say.profile}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{say.appearance}</Menu.Label>
      {SCHEMES.map(({ value, label, icon: Glyph }) => (
        <Menu.Item
          key={value}
          leftSection={<Glyph size={16} stroke={1.7} />}
          rightSection={colorScheme === value ? <IconCheck size={15} aria-label={say.chosen} /> : undefined}
          onClick={() => setColorScheme(value)}
        >
          {label}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Label>{say.language}</Menu.Label>
      {(Object.keys(LANGUAGES) as Language[]).map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          rightSection={LANGUAGE === language ? <IconCheck size={15} aria-label={say.chosen} /> : undefined}
          onClick={() => chooseLanguage(language)}
        >
          {LANGUAGES[language]}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.7} />} onClick={openKeyList}>
        {say.keys}
      </Menu.Item>
      <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={() => void leave()}>
        {say.logOut}
      </Menu.Item>
      {cloud !== undefined && cloud.version !== '' && (
        <Menu.Label>
          {BRANDING.service.name} {cloud.version}
        </Menu.Label>
      )}
    </>
  );
}
