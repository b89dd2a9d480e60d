import { ADMIN_ROLE } from '#contract/identity';
import { type CommandInput, defineCommand } from '#platform/command';
import { statusText } from '../../domain/accounts/account-state.ts';
import type { Identity } from '../../domain/identity.ts';
import { findUser } from '../../domain/accounts/find-account.ts';
import { membershipState, nameOf, projectState } from '../../domain/states.ts';
import { formatAmount } from '../../domain/quota/units.ts';
import type { User } from '../../store/accounts.ts';
import { unitStyleOf, unitStyleOption } from '../options.ts';

export const userShow = defineCommand<Identity>({
  name: 'user-show',
  role: 'identity',
  summary: 'Show an account',
  arguments: [{ name: '<user>', help: 'number, e-mail or uuid' }],
  options: [
    { flags: '--quota', help: 'also show what it may use and uses' },
    { flags: '--projects', help: 'also show its projects' },
    unitStyleOption,
  ],
  async handle(input) {
    const { service, args, options, out } = input;
    const user = await findUser(service, args[0] ?? '');
    const groups = await service.store.accounts.groupsOf(user.id);
    const methods = await service.store.accounts.methodsOf(user.id);
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
      providers: methods,
      groups,
      permissions: user.permissions,
      email_verified: user.emailVerified,
      moderated: user.moderated,
      rejected: user.isRejected,
      active: user.isActive,
      username: user.username,
      default_project: user.defaultProject,
    });
    if (options['quota'] === true) await showQuota(input, user);
    if (options['projects'] === true) await showProjects(input, user);
  },
});

async function showQuota({ service, options, out }: CommandInput<Identity>, user: User): Promise<void> {
  const style = unitStyleOf(options);
  const units = new Map((await service.store.catalog.resources()).map(({ name, unit }) => [name, unit]));
  const holdings = await service.store.holdings.ofAcceptedUsers(user.uuid);
  out.table(
    ['source', 'resource', 'limit', 'usage'],
    holdings.map(({ source, resource, limit, usageMax }) => {
      const unit = units.get(resource) ?? null;
      return [source, resource, formatAmount(limit, unit, style), formatAmount(usageMax, unit, style)];
    }),
    'Quota',
  );
}

async function showProjects({ service, out }: CommandInput<Identity>, user: User): Promise<void> {
  const memberships = await service.store.projects.membershipsOf(user.id);
  out.table(
    ['project id', 'name', 'project status', 'status'],
    memberships.map(({ uuid, realname, projectState: project, state }) => [
      uuid,
      realname,
      nameOf(projectState, project),
      nameOf(membershipState, state),
    ]),
    'Memberships',
  );
}
