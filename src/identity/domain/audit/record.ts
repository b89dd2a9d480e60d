import type { AuditAction } from '#contract/audit-words';
import type { AuditedChange, AuditObject } from '#platform/audit/entry';
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
