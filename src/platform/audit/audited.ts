import type { Clock } from '../clock.ts';
import type { KillPoint } from '../faults.ts';
import type { AuditStore } from './audit-store.ts';
import type { ChainStore } from './chain-store.ts';

/** What the store of an audited service has. */
export interface AuditedStore {
  readonly audit: AuditStore;
  readonly auditChain: ChainStore;
  transaction<T>(work: (tx: AuditedStore) => Promise<T>): Promise<T>;
}

/** A service whose changes are audited, as the chain needs it. */
export interface AuditedService {
  readonly store: AuditedStore;
  readonly clock: Clock;
  readonly killPoint: KillPoint;
}
