import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { SessionContext } from '../api/use-session.ts';
import { SessionChanged } from './session-changed.tsx';
import { SessionEnded } from './session-ended.tsx';

/** Around a page that stands in a window of its own. */
export function Alone() {
  const { data: person } = useQuery(sessionQuery);
  if (person === undefined || person === null) return null;
  return (
    <SessionContext value={person}>
      <Outlet />
      <SessionEnded person={person} />
      <SessionChanged person={person} />
    </SessionContext>
  );
}
