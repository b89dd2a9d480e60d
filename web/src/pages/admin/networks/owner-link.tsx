import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { emailsQuery } from '../../../api/people.ts';

/** The e-mail of an account, once it is known. */
export function useEmail(uuid: string | null): string | undefined {
  const { data } = useQuery(emailsQuery(uuid === null ? [] : [uuid]));
  return uuid === null ? undefined : data?.[uuid];
}

/** Leads to the account, where its administrator can also write to it. */
export function OwnerLink({ uuid, email }: { uuid: string; email: string | undefined }) {
  return (
    <Link to="/admin/users/$uuid" params={{ uuid }} className="link cut">
      {email ?? uuid}
    </Link>
  );
}
