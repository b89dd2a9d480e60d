import type { RulingEntry } from '../../store/listings.ts';
import type { Store } from '../../store/store.ts';
import type { ContainerView } from '../containers/containers.ts';
import type { Caller } from '../identity-service.ts';

/** The entries of sharing in a container, and whether each lets the caller read; all of them let its owner. */
export async function rulingEntries(
  store: Pick<Store, 'sharing'>,
  caller: Caller,
  { container, owner }: ContainerView,
): Promise<RulingEntry[]> {
  const names = await store.sharing.names(container.account, container.name);
  const holders = new Set(owner ? [] : await store.sharing.holders(caller.user));
  const entries = await store.sharing.entries(container.account, container.name, names);
  const directories = await store.sharing.directoriesAmong(container.id, names);
  return [...entries].map(([name, { read, write }]) => ({
    name,
    under: directories.has(name) ? (name.endsWith('/') ? name : `${name}/`) : null,
    allowed: owner || [...read, ...write].some((holder) => holders.has(holder)),
  }));
}
