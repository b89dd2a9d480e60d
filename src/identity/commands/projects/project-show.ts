import { argument, flag, hidden } from '#platform/commands/options';
import { operator } from '../../domain/projects/actor.ts';
import type { ApplicationDetails } from '../../domain/projects/project-details.ts';
import { policyWords } from '../../domain/projects/policy-words.ts';
import { projectForOperator } from '../../domain/projects/project-pages.ts';
import { projectStatus } from '../../domain/projects/project-status.ts';
import { formatAmount, type UnitStyle } from '../../domain/quota/units.ts';
import { membershipState, nameOf } from '../../domain/states.ts';
import { defineCommand } from '../command.ts';
import { unitStyle } from '../options.ts';

export const projectShow = defineCommand({
  name: 'project-show',
  summary: 'Show a project',
  args: [argument('<project>', 'uuid or number')],
  options: {
    pendingApp: flag('--pending-app', 'also show the application that waits for a decision'),
    members: flag('--members', 'also show its members'),
    quota: flag('--quota', 'also show what is used'),
    style: unitStyle,
    app: hidden(flag('--app', 'the same as --pending-app')),
    pending: hidden(flag('--pending', 'the same as --pending-app')),
  },
  async run({ service, args: [name], options, out }) {
    const page = await projectForOperator(service, operator, name);
    const { project, lastApplication, units } = page;
    const pending = lastApplication?.application.state === 0 ? lastApplication : undefined;
    const { deactivatedAt } = project;
    out.show({
      'project id': project.uuid,
      name: project.realname,
      status: projectStatus(project.state, lastApplication?.application.state ?? null),
      pending_app: pending?.application.id ?? null,
      owner: project.ownerEmail,
      homepage: project.homepage,
      description: project.description,
      'creation date': project.createdAt,
      'request end date': project.endAt,
      ...(deactivatedAt === null ? {} : { 'deactivation date': deactivatedAt }),
      'join policy': policyWords(project.joinPolicy),
      'leave policy': policyWords(project.leavePolicy),
      'max members': formatAmount(project.maxMembers, null, 'auto'),
      'total members': page.members,
      private: project.private,
    });
    const show = (resource: string, amount: bigint): string =>
      formatAmount(amount, units.get(resource) ?? null, options.style);
    out.table(
      ['name', 'max per member', 'max per project', ...(options.quota ? ['usage'] : [])],
      page.quotas.map(({ resource, memberCapacity, projectCapacity }) => [
        resource,
        show(resource, memberCapacity),
        show(resource, projectCapacity),
        ...(options.quota ? [show(resource, page.usage.get(resource) ?? 0n)] : []),
      ]),
      'Resource limits',
    );
    if (options.members)
      out.table(
        ['member uuid', 'email', 'status'],
        page.memberships.map(({ userUuid, email, state }) => [
          userUuid,
          email,
          nameOf(membershipState, state),
        ]),
        'Members',
      );
    if ((options.pendingApp || options.app || options.pending) && pending !== undefined)
      out.table(...applicationTable(project.uuid, pending, units, options.style), 'Pending Application');
  },
});

/** What an application asks for, a line each: what it leaves as it is is not there. */
function applicationTable(
  project: string,
  { application, applicant, owner, quotas }: ApplicationDetails,
  units: ReadonlyMap<string, string | null>,
  style: UnitStyle,
): [string[], unknown[][]] {
  const { joinPolicy, leavePolicy, maxMembers } = application;
  const fields: [string, unknown][] = [
    ['project id', project],
    ['application id', application.id],
    ['applicant', applicant.email],
    ['comments for review', application.comments],
    ['request issue date', application.issuedAt],
    ['name', application.name],
    ['owner', owner?.email ?? null],
    ['homepage', application.homepage],
    ['description', application.description],
    ['request start date', application.startAt],
    ['request end date', application.endAt],
    ['join policy', joinPolicy === null ? null : policyWords(joinPolicy)],
    ['leave policy', leavePolicy === null ? null : policyWords(leavePolicy)],
    ['max members', maxMembers === null ? null : formatAmount(maxMembers, null, 'auto')],
    ...quotas.map(({ resource, memberCapacity, projectCapacity }): [string, unknown] => {
      const show = (amount: bigint): string => formatAmount(amount, units.get(resource) ?? null, style);
      return [resource, `${show(memberCapacity)} per member, ${show(projectCapacity)} per project`];
    }),
  ];
  return [['field', 'value'], fields.filter(([, value]) => value !== null)];
}
