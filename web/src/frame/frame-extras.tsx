import { Notifications } from '@mantine/notifications';
import type { Person } from '../api/session.ts';
import { UploadTray } from '../upload/upload-tray.tsx';
import { CommandPalette } from './command-palette.tsx';
import { KeyList } from './key-list.tsx';
import { SessionChanged } from './session-changed.tsx';
import { SessionEnded } from './session-ended.tsx';

/** Menus and what else of the frame is not seen at first: one script, and the page can be used before it is there. */
export { MoreMenu } from './more-menu.tsx';
export { ProfileMenu } from './profile-menu.tsx';

/** What stands over every page. */
export function FrameExtras({ person }: { person: Person }) {
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
