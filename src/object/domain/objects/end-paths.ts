import type { ContainerRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';

/** Ends sharing and publishing of paths. */
export async function dropPaths(
  tx: Pick<Store, 'sharing'>,
  { account, name }: ContainerRow,
  names: readonly string[],
): Promise<void> {
  await tx.sharing.drop(account, name, names);
  await tx.sharing.dropPublicLinks(account, name, names);
}
