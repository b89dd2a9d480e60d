import type { ListedVersion, MetaFilter } from '../../store/listings.ts';
import { rulingEntries } from '../sharing/ruling-entries.ts';
import { sharingText } from '../sharing/sharing-text.ts';
import type { ContainerView } from '../containers/containers.ts';
import { type Entry, listPage, type Page } from '../listing.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { Caller } from '../identity-service.ts';

/** What a list of objects may be asked for (spec/object-storage 2.3.2). */
export interface ObjectListQuery extends Page {
  until?: bigint;
  filters: readonly MetaFilter[];
  /** Only objects with permissions of their own or under a shared directory. */
  shared: boolean;
  /** Only published objects; together with `shared` either will do. */
  public: boolean;
}

/** An object in a listing, with its sharing where it has an entry of its own. */
export interface ListedObject extends ListedVersion {
  sharing?: string;
  allowedTo?: 'read' | 'write';
}

/** A page of the objects in a container. A sharee sees what he may read, and 403 when that is nothing. */
export async function listObjects(
  storage: ObjectStorage,
  caller: Caller,
  view: ContainerView,
  query: ObjectListQuery,
): Promise<Entry<ListedObject>[]> {
  // Nothing can be published yet.
  if (query.public && !query.shared) return [];
  const { store } = storage;
  const { container } = view;
  // Of an owner all entries decide what shows, when he asks for what is shared; of a sharee those that admit him.
  const within = view.owner && !query.shared ? undefined : await rulingEntries(store, caller, view);
  const source = {
    container: container.id,
    prefix: query.prefix,
    filters: query.filters,
    reverse: query.reverse,
    ...(query.until === undefined ? {} : { until: query.until }),
    ...(within === undefined ? {} : { within }),
  };
  const entries = await listPage<ListedVersion>(
    (bounds, limit) => store.listings.objects(source, bounds, limit),
    query,
  );
  if (query.until !== undefined) return entries;
  const names = entries.flatMap((entry) => ('item' in entry ? [entry.name] : []));
  const sharing = await store.sharing.entries(container.account, container.name, names);
  if (sharing.size === 0) return entries;
  const holders = view.owner ? new Set<string>() : new Set(await store.sharing.holders(caller.user));
  return entries.map((entry) => {
    const own = 'item' in entry ? sharing.get(entry.name) : undefined;
    if (!('item' in entry) || own === undefined) return entry;
    const text = sharingText(own);
    const allowedTo = own.write.some((holder) => holders.has(holder))
      ? ('write' as const)
      : ('read' as const);
    return {
      name: entry.name,
      item: {
        ...entry.item,
        ...(text === undefined ? {} : { sharing: text }),
        ...(view.owner ? {} : { allowedTo }),
      },
    };
  });
}
