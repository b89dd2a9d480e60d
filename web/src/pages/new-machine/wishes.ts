import type { Draft } from './draft.ts';
import { type Extras, NO_EXTRAS } from './extras.ts';

/**
 * What the form of a new machine holds. What is chosen in it is the query of the address, so that it survives a reload and a
 * half-filled form can be sent to a colleague; `undefined` has its default. The extras are kept by the tab.
 */
export type Wishes = Pick<Extras, keyof Extras> & { [Part in ChosenPart]: Draft[Part] | undefined };

const NOTHING = {
  ...{ image: undefined, size: undefined, networks: undefined, address: undefined },
  ...{ name: undefined, keys: undefined, count: undefined, tags: undefined },
};
type ChosenPart = keyof typeof NOTHING;

export const NO_WISHES: Wishes = { ...NO_EXTRAS, ...NOTHING };

/** The part that stands in the address, without what was left to its default. */
export function chosenOf(from: { [Part in ChosenPart]?: Draft[Part] | undefined }): Pick<Draft, ChosenPart> {
  const parts = Object.keys(NOTHING) as ChosenPart[];
  return Object.fromEntries(parts.flatMap((part) => (from[part] === undefined ? [] : [[part, from[part]]])));
}
