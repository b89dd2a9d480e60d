import type { RulingEntry } from '../../store/listings.ts';
import type { Store } from '../../store/store.ts';
import type { ContainerView } from '../containers/containers.ts';
import type { Caller } from '../identity-service.ts';

/** An entry of sharing, and what it lets one caller do. */
export interface Ruling extends RulingEntry {
  writes: boolean;
}

/** The entries of sharing in a container, and whether each lets the caller read or write; all of them let its owner. */
export async function rulingEntries(
  store: Pick<Store, 'sharing'>,
  caller: Caller,
  { container, owner }: ContainerView,
): Promise<Ruling[]> {
  const names = await store.sharing.names(container.account, container.name);
  const holders = new Set(owner ? [] : await store.sharing.holders(caller.user));
  const entries = await store.sharing.entries(container.account, container.name, names);
  const directories = await store.sharing.directoriesAmong(container.id, names);
  return [...entries].map(([name, { read, write }]) => ({
    name,
    under: directories.has(name) ? (name.endsWith('/') ? name : `${name}/`) : null,
    allowed: owner || [...read, ...write].some((holder) => holders.has(holder)),
    writes: owner || write.some((holder) => holders.has(holder)),
  }));
}
