import { fail } from '../../errors.ts';
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

/** A pending commission of any component, for those who administer the cloud. */
export async function commissionDetails(
  identity: Identity,
  serial: string,
): Promise<PendingCommission & { clientKey: string }> {
  const { commissions } = identity.store;
  const found = /^\d{1,18}$/.test(serial) ? await commissions.bySerial(BigInt(serial)) : undefined;
  if (found === undefined) return fail('commission_not_found', { serial });
  return { ...found, provisions: await commissions.provisionsWithKeys(found.serial) };
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
