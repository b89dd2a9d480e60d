import { say } from '#text/users';
import type { Account } from '../../../api/users.ts';
import { CopyIcon } from '../../../parts/copy-icon.tsx';
import { FactsCard } from '../../../parts/detail-page.tsx';
import { Name } from '../../../parts/name.tsx';
import { exactTime } from '../../../text/format.ts';

/** What is looked up now and then. */
export function UserFacts({ account }: { account: Account }) {
  return (
    <FactsCard
      title={say.facts}
      facts={[
        [say.name, <Name key="name" of={account.name} />],
        [
          say.number,
          <span key="id" className="num">
            {account.id}
          </span>,
        ],
        [say.sessions, say.sessionsOpen({ count: account.sessions })],
        [
          say.token,
          account.token_expires === null
            ? say.noToken
            : say.tokenUntil({ time: exactTime(account.token_expires) }),
        ],
        [
          say.userId,
          <span key="uuid" className="row tight push-end">
            <span className="mono tiny cut">{account.uuid}</span>
            <CopyIcon text={account.uuid} name={say.userId} />
          </span>,
        ],
      ]}
    />
  );
}

/** What became of the account, as far as it is known, in its order. */
export function UserHistory({ account }: { account: Account }) {
  const { state, joined, activation_sent: sent, verified, decided, accepted_policy: policy } = account;
  const decision =
    state === 'rejected'
      ? say.wasRejected
      : policy === null || policy === 'manual'
        ? say.wasAccepted
        : say.acceptedItself;
  const at = (time: string) => <span className="num">{exactTime(time)}</span>;
  return (
    <FactsCard
      title={say.history}
      facts={[
        [say.joined, at(joined)],
        sent !== null && [say.linkSent, at(sent)],
        verified !== null && [say.wasVerified, at(verified)],
        decided !== null && [decision, at(decided)],
        account.deactivated !== null && [say.wasDeactivated, at(account.deactivated)],
        [say.lastLogin, account.last_login === null ? say.never : at(account.last_login)],
      ]}
    />
  );
}
