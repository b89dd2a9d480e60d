import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { say } from '#text/users';
import { ApiError } from '../../../api/api-error.ts';
import { type Account, accountQuery } from '../../../api/users.ts';
import { Avatar } from '../../../parts/avatar.tsx';
import { DetailPage } from '../../../parts/detail-page.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Name } from '../../../parts/name.tsx';
import { PageSkeleton } from '../../../parts/skeletons.tsx';
import { UserDeeds } from './user-deeds.tsx';
import { UserFacts, UserHistory } from './user-facts.tsx';
import { UserGroups } from './user-groups.tsx';
import { UserQuota } from './user-quota.tsx';
import { UserState } from './user-state.tsx';
import { UserProjects } from './user-projects.tsx';

/** One account: what is known of it, what it uses, and what an administrator can do with it. */
export function UserPage() {
  const { uuid } = useParams({ from: '/inside/admin/admin/users/$uuid' });
  const { data, error, refetch } = useQuery(accountQuery(uuid));
  const isAbsent =
    data === undefined && error instanceof ApiError && (error.status === 404 || error.status === 400);
  return (
    <Loaded
      of={{ data: isAbsent ? null : data, error, refetch }}
      failed={{ title: say.oneNotLoaded, heading: true }}
      waiting={<PageSkeleton title={say.user} />}
    >
      {({ account, groups }) => <KnownUser account={account} groups={groups} />}
    </Loaded>
  );
}

function KnownUser({ account, groups }: { account: Account; groups: readonly string[] }) {
  return (
    <DetailPage
      of={{ list: '/admin/users', word: say.title }}
      name={account.email}
      tile={<Avatar name={account.name} size={46} />}
      state={<UserState state={account.state} />}
      facts={[account.name, account.admin ? say.administrator : '']}
      actions={<UserDeeds account={account} />}
      side={
        <>
          <UserFacts account={account} />
          <UserHistory account={account} />
        </>
      }
    >
      <Reason account={account} />
      <UserQuota account={account} />
      <UserProjects account={account} />
      <UserGroups account={account} groups={groups} />
      <p className="sub small">
        <Link to="/admin/mail" search={{ filter: account.email }} className="link">
          {say.mailsTo({ email: account.email })}
        </Link>
        {' · '}
        <Link to="/admin/audit" search={{ filter: account.uuid }} className="link">
          {say.auditOf}
        </Link>
      </p>
    </DetailPage>
  );
}

/** Why the account cannot be used, where somebody said so. */
function Reason({ account }: { account: Account }) {
  const reason = account.state === 'rejected' ? account.rejected_reason : account.deactivated_reason;
  if (account.state === 'active' || reason === null || reason === '') return null;
  return (
    <div className="note info">
      <p>{say.reasonWas({ reason: <Name of={reason} /> })}</p>
    </div>
  );
}
