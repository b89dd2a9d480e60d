import { ADMIN_ROLE } from '#contract/admin-role';
import { argument, flag } from '#platform/commands/options';
import { statusText } from '../../domain/accounts/account-state.ts';
import { accountDetails } from '../../domain/accounts/find-account.ts';
import { projectStatus } from '../../domain/projects/project-status.ts';
import { formatAmount } from '../../domain/quota/units.ts';
import { membershipState, nameOf } from '../../domain/states.ts';
import { defineCommand } from '../command.ts';
import { unitStyle } from '../options.ts';

export const userShow = defineCommand({
  name: 'user-show',
  summary: 'Show an account',
  args: [argument('<user>', 'number, e-mail or uuid')],
  options: {
    quota: flag('--quota', 'also show what it may use and uses'),
    projects: flag('--projects', 'also show its projects'),
    style: unitStyle,
  },
  async run({ service, args: [name], options, out }) {
    const { user, groups, methods, termsExist, quota, memberships, owned } = await accountDetails(
      service,
      name,
      options,
    );
    out.show({
      id: user.id,
      uuid: user.uuid,
      status: statusText(user),
      email: user.email,
      'first name': user.firstName,
      'last name': user.lastName,
      admin: groups.includes(ADMIN_ROLE),
      'last login': user.lastLoginAt,
      'date joined': user.joinedAt,
      'last update': user.updatedAt,
      'token expiration': user.tokenExpiresAt,
      providers: methods.map(({ module }) => module),
      groups,
      permissions: user.permissions,
      // groups give none here
      'group permissions': [],
      email_verified: user.emailVerified,
      moderated: user.moderated,
      rejected: user.isRejected,
      active: user.isActive,
      username: user.username,
      activation_sent_date: user.activationSentAt,
      last_login_details: methods.flatMap(({ module, lastLoginAt }) =>
        lastLoginAt === null ? [] : [`${module}: ${lastLoginAt.toISOString()}`],
      ),
      default_project: user.defaultProject,
      ...(termsExist ? { has_signed_terms: user.hasSignedTerms, date_signed_terms: user.signedTermsAt } : {}),
    });
    if (options.quota)
      out.table(
        ['source', 'resource', 'limit', 'usage'],
        quota.map(({ source, resource, unit, limit, usageMax }) => [
          source,
          resource,
          formatAmount(limit, unit, options.style),
          formatAmount(usageMax, unit, options.style),
        ]),
        'Quota',
      );
    if (options.projects) {
      out.table(
        ['project id', 'name', 'status', 'pending app id'],
        owned.map(({ uuid, realname, state, applicationState, pendingApplication }) => [
          uuid,
          realname,
          projectStatus(state, applicationState),
          pendingApplication,
        ]),
        'Owned projects',
      );
      out.table(
        ['project id', 'name', 'status'],
        memberships.map(({ uuid, realname, state }) => [uuid, realname, nameOf(membershipState, state)]),
        'Memberships',
      );
    }
  },
});
