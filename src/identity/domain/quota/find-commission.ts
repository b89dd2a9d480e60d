import type { Component } from '../../store/catalog/catalog.ts';
import type { Identity } from '../identity.ts';
import type { Provision } from './provision.ts';

/** A pending commission as its component reads it back. */
export interface PendingCommission {
  serial: bigint;
  name: string;
  issuedAt: Date;
  provisions: Provision[];
}

/** The component's pending commission, or undefined when it is resolved, unknown or another component's (I9). */
export async function findCommission(
  identity: Identity,
  component: Component,
  serial: bigint,
): Promise<PendingCommission | undefined> {
  const { commissions } = identity.store;
  const found = await commissions.find(component.id, serial);
  if (found === undefined) return undefined;
  const { name, issuedAt } = found;
  return { serial, name, issuedAt, provisions: await commissions.provisionsWithKeys(serial) };
}
