import type { AuditAction } from '#contract/audit-words';
import { type AuditDetails, type AuditedChange, type AuditObject, differences } from '#platform/audit/entry';
import type { Store } from '../../store/store.ts';
import type { Acting } from '../identity.ts';

export type RecordedChange = AuditedChange<AuditAction>;

/** Records changes in the transaction that makes them: what is taken back was never recorded. */
export function record(
  { origin, clock }: Acting,
  tx: Store,
  ...changes: readonly RecordedChange[]
): Promise<void> {
  return tx.audit.add(origin, clock.now(), changes);
}

/** An account, by the uuid that it keeps and the e-mail that it has now. */
export function accountObject({ uuid, email }: { uuid: string; email: string }): AuditObject {
  return { kind: 'account', id: uuid, name: email };
}

/** A project, by the uuid that it keeps and the name that it has now. */
export function projectObject({ uuid, realname }: { uuid: string; realname: string }): AuditObject {
  return { kind: 'project', id: uuid, name: realname };
}

/** A membership: it has no name, and is found by the user and the project. */
export function membershipOf(
  id: bigint,
  user: { uuid: string; email: string },
  project: { uuid: string; realname: string },
): Pick<RecordedChange, 'object' | 'about'> {
  return {
    object: { kind: 'membership', id, name: user.email },
    about: [user.uuid, project.uuid, project.realname],
  };
}

interface Quota {
  resource: string;
  projectCapacity: bigint;
  memberCapacity: bigint;
}

/** What a project grants, as it was and as it is: of the project, and of each member. */
export function grantDifferences(before: readonly Quota[], after: readonly Quota[]): AuditDetails {
  const texts = (quotas: readonly Quota[]): Record<string, string> =>
    Object.fromEntries(
      quotas.map(({ resource, ...each }) => [resource, `${each.projectCapacity}, ${each.memberCapacity}`]),
    );
  return differences(texts(before), texts(after));
}
