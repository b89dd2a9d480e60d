import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { say } from '#text/frame';
import { forgetAllBut, keys } from '../api/keys.ts';
import { logOut } from '../api/session.ts';
import { useUploadQueue } from '../upload/upload-context.tsx';

/** Ends the session, forgets everything the page knew and goes to the log-in page. */
export function useLogOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const uploads = useUploadQueue();
  return async () => {
    try {
      await logOut();
    } catch {
      notifications.show({
        color: 'red',
        message: say.notLoggedOut,
      });
      return;
    }
    uploads.leave();
    await client.cancelQueries();
    client.setQueryData(keys.session, null);
    await navigate({ to: '/log-in' });
    forgetAllBut(client, keys.session, keys.cloud);
  };
}
