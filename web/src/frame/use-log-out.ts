import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { say } from '#text/frame';
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
    client.setQueryData(['session'], null);
    await navigate({ to: '/log-in' });
    client.removeQueries({
      predicate: (query) => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'cloud',
    });
  };
}
