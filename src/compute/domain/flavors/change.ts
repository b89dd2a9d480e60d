import { differences } from '#platform/audit/entry';
import { fail } from '../../errors.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import { record } from '../audit.ts';
import type { Compute } from '../compute.ts';

/** What an operator may change of a flavor; its sizes never change, since servers have them. */
export interface FlavorChange {
  deleted?: boolean | undefined;
  allowCreate?: boolean | undefined;
  public?: boolean | undefined;
  addSpecs: Record<string, string>;
  removeSpecs: readonly string[];
}

/** Changes a flavor, only in what the change names. Servers that have it keep it, also when it is deleted. */
export async function modifyFlavor(compute: Compute, id: number, change: FlavorChange): Promise<FlavorRow> {
  const { addSpecs, removeSpecs, ...flags } = change;
  checkSpecs(addSpecs);
  const twice = removeSpecs.find((key) => Object.hasOwn(addSpecs, key));
  if (twice !== undefined) fail('flavor_spec_twice', { key: twice });
  return compute.store.transaction(async (tx) => {
    const before = (await tx.flavors.lock(id)) ?? fail('flavor_not_found', { id });
    const missing = removeSpecs.find((key) => !Object.hasOwn(before.specs, key));
    if (missing !== undefined) fail('flavor_spec_not_found', { id, key: missing });
    const kept = Object.entries(before.specs).filter(([key]) => !removeSpecs.includes(key));
    const specs = { ...Object.fromEntries(kept), ...addSpecs };
    const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
    await tx.flavors.update(id, { ...given, specs: JSON.stringify(specs) });
    const after = (await tx.flavors.find(id))!;
    const noted = ({ deleted, allowCreate, public: open, specs: notes }: FlavorRow) => ({
      ...{ deleted, allowCreate, public: open },
      specs: JSON.stringify(notes),
    });
    await record(compute, tx, undefined, {
      action: 'flavor.modify',
      object: { kind: 'flavor', id: BigInt(id), name: null },
      details: differences(noted(before), noted(after)),
    });
    return after;
  });
}

const MOST_CHARACTERS = 255;

/** Refuses notes that no list could show. */
export function checkSpecs(specs: Record<string, string>): void {
  for (const [key, value] of Object.entries(specs))
    if (key.length > MOST_CHARACTERS || value.length > MOST_CHARACTERS || !key.isWellFormed())
      fail('bad_flavor_spec', { most: MOST_CHARACTERS });
}
