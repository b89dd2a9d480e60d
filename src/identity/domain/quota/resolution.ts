import type { ServiceError } from '#platform/errors';
import type { Component } from '../../store/catalog/catalog.ts';

/** Serials that are to be resolved; none is in both sets. */
export interface Resolve {
  component: Component;
  accept: ReadonlySet<bigint>;
  reject: ReadonlySet<bigint>;
}

/** What became of each serial. */
export interface Resolution {
  accepted: bigint[];
  rejected: bigint[];
  /** Serials left alone: unknown ones first, then those that stood in both lists. */
  failed: [serial: bigint, reason: ServiceError][];
}
