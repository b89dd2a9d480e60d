import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';

/** One change of projects and members at a time, each in one transaction. */
export function inTurn<T>({ store }: Identity, work: (tx: Store) => Promise<T>): Promise<T> {
  return store.transaction(async (tx) => {
    await tx.projects.takeTurn();
    return work(tx);
  });
}
