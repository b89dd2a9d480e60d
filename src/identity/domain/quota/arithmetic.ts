import { INFINITE } from '#contract/infinite';
import { error } from '../../errors.ts';
import type { ServiceError } from '#platform/errors';
import type { Holding, Provision } from './provision.ts';

/** The two counters of a holding. */
export interface Counters {
  usageMin: bigint;
  usageMax: bigint;
}

/**
 * Why a merged provision cannot be issued against its holding, or undefined when it can (spec/identity 2.2). `force`
 * lifts the limit only: nothing is ever released that is not surely held, and no counter leaves 64 bits.
 */
export function refusalOf(
  provision: Provision,
  holding: Holding | undefined,
  force: boolean,
): ServiceError | undefined {
  const { holder, source, resource, quantity } = provision;
  if (holding === undefined) {
    return error(
      'no_holding',
      { holder, source: source ?? 'null', resource },
      { data: { name: 'NoHoldingError', provision: { holder, source, resource, quantity } } },
    );
  }
  if (quantity < 0n) {
    if (holding.usageMin + quantity >= 0n) return undefined;
    return overLimit('no_quantity', 'NoQuantityError', provision, 0n, holding.usageMin);
  }
  const reached = holding.usageMax + quantity;
  if (reached <= (force ? INFINITE : holding.limit)) return undefined;
  return overLimit('no_capacity', 'NoCapacityError', provision, holding.limit, holding.usageMax);
}

function overLimit(
  code: 'no_capacity' | 'no_quantity',
  name: string,
  { holder, source, resource, quantity }: Provision,
  limit: bigint,
  usage: bigint,
): ServiceError {
  const data = { name, provision: { holder, source, resource, quantity }, limit, usage };
  return error(code, { holder, resource }, { data });
}

/** Counters once a provision is pending: what may be taken counts as taken, what may be given back as still held. */
export function afterIssue({ usageMin, usageMax }: Counters, quantity: bigint): Counters {
  return quantity >= 0n
    ? { usageMin, usageMax: usageMax + quantity }
    : { usageMin: usageMin + quantity, usageMax };
}

/** Counters once a pending provision has come true. */
export function afterAccept({ usageMin, usageMax }: Counters, quantity: bigint): Counters {
  return quantity >= 0n
    ? { usageMin: usageMin + quantity, usageMax }
    : { usageMin, usageMax: usageMax + quantity };
}

/** Counters once a pending provision is given up. */
export function afterReject({ usageMin, usageMax }: Counters, quantity: bigint): Counters {
  return quantity >= 0n
    ? { usageMin, usageMax: usageMax - quantity }
    : { usageMin: usageMin - quantity, usageMax };
}
