import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { forgetAllBut, keys } from '../../api/keys.ts';
import { logIn, sessionQuery } from '../../api/session.ts';

/** Opens a session and goes to where the person wanted to; throws what was refused. */
export function useLogIn(): (email: string, password: string) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/signed-out/log-in' });
  return async (email, password) => {
    await logIn(email, password);
    // What this page knew of whoever was logged in before is theirs.
    forgetAllBut(client, keys.cloud);
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (next === undefined) await navigate({ to: '/' });
    else router.history.push(`/ui${next}`);
  };
}
