import type { ListedContainer } from '../../store/listings.ts';
import { fail } from '../../errors.ts';
import { type Entry, listPage, type Page } from '../listing.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { Caller } from '../identity-service.ts';

/** What a list of containers may be asked for. */
export interface ContainerListQuery extends Page {
  until?: bigint;
  shared: boolean;
  /** Only those that hold something published; together with `shared` either will do. */
  public: boolean;
}

/** A page of an account's containers; a sharee sees those that hold something shared with him, 403 when there are none. */
export async function listContainers(
  storage: ObjectStorage,
  caller: Caller,
  account: string,
  query: ContainerListQuery,
): Promise<Entry<ListedContainer>[]> {
  const { store } = storage;
  const node = await store.accounts.find(account);
  const owner = caller.user === account;
  const only = owner
    ? query.shared
      ? await store.sharing.containers(account)
      : undefined
    : await store.sharing.containersSharedWith(account, await store.sharing.holders(caller.user));
  if (!owner && (only?.length === 0 || query.until !== undefined)) fail('forbidden');
  // Nothing can be published yet.
  if (node === undefined || (query.public && !query.shared)) return [];
  const { until, prefix, reverse } = query;
  return listPage<ListedContainer>(
    (bounds, limit) =>
      store.listings.containers(node.id, {
        bounds,
        prefix,
        limit,
        reverse,
        ...(until === undefined ? {} : { until }),
        ...(only === undefined ? {} : { only }),
      }),
    query,
  );
}
