import type { ComputeAuditAction } from '#contract/audit-words';
import type { AuditedChange, AuditObject } from '#platform/audit/entry';
import type { ServerRow } from '../store/servers/servers.ts';
import type { Store } from '../store/store.ts';
import type { Caller, Compute } from './compute.ts';

type RecordedChange = AuditedChange<ComputeAuditAction>;

/**
 * Records changes in the transaction that makes them: what is taken back was never recorded. Who sent a request did it, and
 * without one the operator at the command line, or the cloud at its own work.
 */
export function record(
  { origin, clock }: Pick<Compute, 'origin' | 'clock'>,
  tx: Store,
  caller: Caller | undefined,
  ...changes: readonly RecordedChange[]
): Promise<void> {
  return tx.audit.add(caller?.origin ?? origin, clock.now(), changes);
}

/** Something with a number, as it is called now. */
export function numbered(kind: string, { id, name }: { id: number; name: string }): AuditObject {
  return { kind, id: BigInt(id), name };
}

/** A server: it is found by its owner and the project that pays, too. */
export function ofServer(
  server: Pick<ServerRow, 'id' | 'name' | 'userId' | 'project'>,
): Pick<RecordedChange, 'object' | 'about'> {
  return { object: numbered('server', server), about: [server.userId, server.project] };
}

/** Whatever else users have. */
export function ofUser(
  kind: string,
  of: { id: number; name: string; userId: string | null; project?: string | null },
): Pick<RecordedChange, 'object' | 'about'> {
  const about = [of.userId, of.project].flatMap((each) => each ?? []);
  return { object: numbered(kind, of), about };
}
