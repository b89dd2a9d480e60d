import { provisionPair } from '#contract/component-client';
import type { Provision } from '#contract/identity';

/** A change in what a user uses of a project's resource; a negative quantity gives back. */
export interface Charge {
  user: string;
  project: string;
  resource: string;
  quantity: bigint;
}

/** As a row keeps it: quantities are text, since JSON has no 64-bit numbers. */
export type StoredCharge = [user: string, project: string, resource: string, quantity: string];

/** One text for each counter; none of the parts can hold the separator. */
function keyOf({ user, project, resource }: Charge): string {
  return `${user}\n${project}\n${resource}`;
}

/** One charge for each user, project and resource, without those that change nothing. */
export function sumOf(charges: readonly Charge[]): Charge[] {
  const sums = new Map<string, Charge>();
  for (const charge of charges) {
    const quantity = (sums.get(keyOf(charge))?.quantity ?? 0n) + charge.quantity;
    sums.set(keyOf(charge), { ...charge, quantity });
  }
  return [...sums.values()].filter(({ quantity }) => quantity !== 0n);
}

/** What is left of the charges when others are paid already. */
export function less(charges: readonly Charge[], paid: readonly Charge[]): Charge[] {
  return sumOf([...charges, ...paid.map((charge) => ({ ...charge, quantity: -charge.quantity }))]);
}

/** Both sides of each charge: what the user draws from the project, and what the project uses in all. */
export function provisionsOf(charges: readonly Charge[]): Provision[] {
  return charges.flatMap((charge) => provisionPair(charge));
}

export function storedCharges(charges: readonly Charge[]): StoredCharge[] {
  return charges.map(({ user, project, resource, quantity }) => [user, project, resource, String(quantity)]);
}

export function chargesOf(stored: readonly StoredCharge[]): Charge[] {
  return stored.map(([user, project, resource, quantity]) => ({
    user,
    project,
    resource,
    quantity: BigInt(quantity),
  }));
}
