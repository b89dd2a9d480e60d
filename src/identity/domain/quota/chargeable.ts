import { refusalOf } from './arithmetic.ts';
import { type Holding, keyOf, type Provision, requirePairs } from './provision.ts';
import { withShortages } from './shortages.ts';

/** Locked counters by their keys. */
export type CountersByKey = Map<string, Holding>;

export function countersByKey(holdings: readonly Holding[]): CountersByKey {
  return new Map(holdings.map((holding) => [keyOf(holding), holding]));
}

/** The counters of merged provisions, in the provisions' order. Throws for the first that cannot be charged; all that lack room are told beside it. */
export function chargeable(counters: CountersByKey, merged: readonly Provision[], force: boolean): Holding[] {
  const holdings = merged.map((provision) => {
    const holding = counters.get(keyOf(provision));
    const refusal = refusalOf(provision, holding, force);
    if (refusal !== undefined) throw withShortages(refusal, merged, counters);
    return holding!;
  });
  requirePairs(merged);
  return holdings;
}
