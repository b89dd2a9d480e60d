import type { ContainerRow, Tx } from '../../store/rows.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** Ends sharing and publishing of paths. */
export async function dropPaths(
  { store }: ObjectStorage,
  tx: Tx,
  { account, name }: ContainerRow,
  names: readonly string[],
): Promise<void> {
  await store.dropSharing(tx, account, name, names);
  await store.dropPublicLinks(tx, account, name, names);
}
