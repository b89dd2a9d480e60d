import { Batches } from '#platform/batches';
import { error } from '../../errors.ts';
import type { ServiceError } from '#platform/errors';
import type { Component } from '../../store/catalog/catalog.ts';
import type { Identity } from '../identity.ts';
import type { Resolution, Resolve } from './resolution.ts';
import { resolveTogether } from './resolve-together.ts';

/** Calls of one transaction. */
const TOGETHER = 64;

/** Commissions that are resolved at the same time are resolved in one transaction. */
export function resolvingCommissions(identity: () => Identity): Batches<Resolve, Resolution> {
  return new Batches({
    most: TOGETHER,
    keysOf: ({ accept, reject }) => [...accept, ...reject].map(String),
    run: (calls) => resolveTogether(identity(), calls),
  });
}

/**
 * Accepts and rejects pending commissions of one component in one transaction. What cannot be resolved is named and left
 * as it was: a serial in both lists, and one that is unknown, resolved or another component's (I9, I10).
 */
export async function resolveCommissions(
  identity: Identity,
  component: Component,
  batch: { accept: readonly bigint[]; reject: readonly bigint[] },
): Promise<Resolution> {
  const accept = new Set(batch.accept);
  const reject = new Set(batch.reject);
  const both = accept.intersection(reject);
  const { accepted, rejected, failed } = await identity.resolving.add({
    component,
    accept: accept.difference(both),
    reject: reject.difference(both),
  });
  identity.killPoint('quota.resolve.committed');
  return {
    accepted,
    rejected,
    failed: [
      ...failed,
      ...[...both].map((serial): [bigint, ServiceError] => [serial, error('serial_in_both', { serial })]),
    ],
  };
}
