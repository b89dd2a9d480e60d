import type { Generated } from 'kysely';

export interface HoldingsTable {
  id: Generated<bigint>;
  holder: string;
  source: string | null;
  resource: string;
  upper_limit: bigint;
  usage_min: Generated<bigint>;
  usage_max: Generated<bigint>;
}

export interface CommissionsTable {
  serial: bigint;
  component_id: bigint;
  client_key: string;
  name: string;
  issued_at: Date;
}

export interface ProvisionsTable {
  id: Generated<bigint>;
  serial: bigint;
  holding_id: bigint;
  quantity: bigint;
}

export interface ProvisionLogTable {
  id: Generated<bigint>;
  serial: bigint;
  client_key: string;
  name: string;
  issued_at: Date;
  resolved_at: Date;
  holder: string;
  source: string | null;
  resource: string;
  upper_limit: bigint;
  usage_min: bigint;
  usage_max: bigint;
  delta_quantity: bigint;
  reason: string;
}

/** Remembers what an issue call was answered, so that the same call made again gets the same serial. */
export interface CommissionKeysTable {
  component_id: bigint;
  key_hash: Buffer;
  body_hash: Buffer;
  serial: bigint;
  created_at: Date;
}

/** The counters of quota, and what moves them. */
export interface QuotaTables {
  holdings: HoldingsTable;
  commissions: CommissionsTable;
  provisions: ProvisionsTable;
  provision_log: ProvisionLogTable;
  commission_keys: CommissionKeysTable;
}
