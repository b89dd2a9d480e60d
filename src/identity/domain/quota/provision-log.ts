import type { Commission } from '../../store/quota/commissions.ts';
import type { LogEntry } from '../../store/quota/provision-log.ts';
import type { Holding } from './provision.ts';

const MAX_REASON = 128;

/** The lasting record of one resolved provision, with the counters as they are after it (spec/identity 2.1, I15). */
export function logEntry(
  commission: Commission,
  holding: Holding,
  quantity: bigint,
  outcome: 'ACCEPT' | 'REJECT',
  resolvedAt: Date,
): LogEntry {
  return {
    serial: commission.serial,
    clientKey: commission.clientKey,
    name: commission.name,
    issuedAt: commission.issuedAt,
    resolvedAt,
    holder: holding.holder,
    source: holding.source,
    resource: holding.resource,
    upperLimit: holding.limit,
    usageMin: holding.usageMin,
    usageMax: holding.usageMax,
    deltaQuantity: quantity,
    // By code point, as the database counts.
    reason: Array.from(`${outcome}:${commission.name}`).slice(0, MAX_REASON).join(''),
  };
}
