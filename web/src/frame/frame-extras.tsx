import { Notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Person } from '../api/session.ts';
import { followTopics } from '../live/topics.ts';
import { UploadTray } from '../upload/upload-tray.tsx';
import { CommandPalette } from './command-palette.tsx';
import { KeyList } from './key-list.tsx';
import { SessionChanged } from './session-changed.tsx';
import { SessionEnded } from './session-ended.tsx';

/** Menus and what else of the frame is not seen at first: one script, and the page can be used before it is there. */
export { MoreMenu } from './more-menu.tsx';
export { ProfileMenu } from './profile-menu.tsx';
export { ProjectMenu } from './project-menu.tsx';
export { WorkMenu } from './work-menu.tsx';

/** What stands over every page. */
export function FrameExtras({ person }: { person: Person }) {
  const client = useQueryClient();
  useEffect(() => {
    const following = new AbortController();
    followTopics(client, person.uuid, following.signal);
    return () => following.abort();
  }, [client, person.uuid]);
  return (
    <>
      <Notifications position="bottom-right" autoClose={6000} limit={3} />
      <UploadTray person={person} />
      <CommandPalette />
      <KeyList />
      <SessionEnded person={person} />
      <SessionChanged person={person} />
    </>
  );
}
