import type { Store } from '../../store/store.ts';
import type { Acting } from '../identity.ts';

/** One change of projects and members at a time, each in one transaction. Whatever is changed so is recorded in it. */
export async function inTurn<T>({ store, killPoint }: Acting, work: (tx: Store) => Promise<T>): Promise<T> {
  const result = await store.transaction(async (tx) => {
    await tx.projects.takeTurn();
    killPoint('projects.change.begun');
    const done = await work(tx);
    killPoint('projects.change.written');
    return done;
  });
  killPoint('projects.change.committed');
  return result;
}
