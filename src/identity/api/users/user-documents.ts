import type { AdminUser } from '#contract/users';
import { isoTime } from '#contract/scalars';
import type { ProgramAccountRow } from '../../store/accounts/administered-accounts.ts';

const timeOf = (time: Date | null): string | null => (time === null ? null : isoTime(time));

/** A user as programs are told of him (spec/identity 1.3); the short list has no dates. */
export function adminUser(user: ProgramAccountRow, withDates: boolean): AdminUser {
  return {
    id: user.uuid,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    is_active: user.isActive,
    is_rejected: user.isRejected,
    deactivated_reason: user.deactivatedReason,
    accepted_policy: user.acceptedPolicy,
    rejected_reason: user.rejectedReason,
    ...(withDates
      ? {
          date_joined: isoTime(user.joinedAt),
          moderated_at: timeOf(user.moderatedAt),
          verified_at: timeOf(user.verifiedAt),
          auth_token_expires: timeOf(user.tokenExpiresAt),
        }
      : {}),
    roles: user.groups,
    authentication_methods: user.methods.map(({ module, subject, active, affiliation, info }) => ({
      backend: module === 'local' ? 'astakos' : module,
      identifier: module === 'local' ? user.email : subject,
      active,
      affiliation,
      metadata: info,
    })),
  };
}
