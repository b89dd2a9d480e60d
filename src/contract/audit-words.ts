// What the audit of identity calls things, apart from the documents: the console has a word for each in both languages.

/** By which way a change came. */
export const auditSources = ['page', 'api', 'command', 'work'] as const;
export type AuditSource = (typeof auditSources)[number];

/** Who acts: a person with an account, a component, somebody at the command line, the cloud itself, or somebody unknown. */
export const auditActors = ['user', 'component', 'operator', 'cloud', 'nobody'] as const;
export type AuditActorKind = (typeof auditActors)[number];

/** Whether it was done; what is only tried is recorded where it is about getting in. */
export const auditOutcomes = ['done', 'refused'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Every audited action, as what it is done to and what is done. A new one needs its words in the console's catalogues. */
export const auditActions = [
  'account.create',
  'account.verify',
  'account.accept',
  'account.reject',
  'account.activate',
  'account.deactivate',
  'account.remove',
  'account.modify',
  'account.email',
  'account.password',
  'account.token',
  'account.groups',
  'account.quota',
  'account.default-project',
  'account.send-link',
  'session.begin',
  'session.end',
  'group.create',
  'project.modify',
  'project.suspend',
  'project.unsuspend',
  'project.terminate',
  'project.reinstate',
  'project.renewal',
  'application.submit',
  'application.approve',
  'application.deny',
  'application.cancel',
  'application.dismiss',
  'application.reopen',
  'membership.join',
  'membership.enroll',
  'membership.leave',
  'membership.cancel',
  'membership.accept',
  'membership.reject',
  'membership.remove',
  'quota.repair',
  'component.add',
  'component.modify',
  'component.remove',
  'component.import',
  'component.declare',
  'resource.modify',
  'terms.add',
  'terms.sign',
  'client.add',
  'client.remove',
  'client.authorize',
  'client.hand-over',
  'policy.add',
  'policy.modify',
  'policy.assign',
  'policy.remove',
  'mail.read',
  'mail.send',
  'audit.prune',
] as const;
export type AuditAction = (typeof auditActions)[number];
