import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { say } from '#text/parts';
import { ApiError, reasonOf } from '../api/api-error.ts';

/** Leads to a request of that project which is filled with what was missing. */
export function AskForMore({ shortages }: { shortages: string }) {
  const [, id = ''] = shortages.split(' ', 2);
  return (
    <Link to="/projects/$id/change" params={{ id }} search={{ more: shortages }} className="link nowrap">
      {say.askForMore}
    </Link>
  );
}

/** Why something was refused; where limits were in the way, with the way to ask for more. */
export function refusedWords(error: unknown): ReactNode {
  const reason = reasonOf(error);
  if (!(error instanceof ApiError) || error.shortages === '') return reason;
  return (
    <>
      {reason} <AskForMore shortages={error.shortages} />
    </>
  );
}
