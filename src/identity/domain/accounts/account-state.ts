import type { User } from '../../store/accounts/accounts.ts';

type StateFields = Pick<
  User,
  | 'emailVerified'
  | 'moderated'
  | 'isRejected'
  | 'isActive'
  | 'rejectedReason'
  | 'deactivatedReason'
  | 'acceptedPolicy'
>;

/** An account that was accepted once: it has a base project, and only (in)activation is left to do. */
export function isAccepted(user: StateFields): boolean {
  return user.emailVerified && user.moderated && !user.isRejected;
}

/** The words for an account's state that administrators read (spec/identity 3.2). */
export function statusText(user: StateFields): string {
  if (!user.emailVerified) return 'Pending email verification';
  if (!user.moderated) return 'Pending moderation';
  if (user.isRejected) return user.rejectedReason ? `Rejected (${user.rejectedReason})` : 'Rejected';
  const accepted =
    user.acceptedPolicy === null || user.acceptedPolicy === 'manual'
      ? '(manually accepted)'
      : `(accepted policy: ${user.acceptedPolicy})`;
  if (user.isActive) return `Accepted/Active ${accepted}`;
  return `Accepted/Inactive${user.deactivatedReason ? ` (${user.deactivatedReason})` : ''} ${accepted}`;
}
