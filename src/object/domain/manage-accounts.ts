import { ServiceError } from '#platform/errors';
import { fail } from '../errors.ts';
import { changeContainer } from './containers/containers.ts';
import { RESOURCE } from './identity-service.ts';
import type { ObjectStorage } from './object-storage.ts';
import { deleteContainer, emptyContainer } from './objects/delete-objects.ts';

/** What an account holds, container by container. */
export async function accountContents(
  { store }: ObjectStorage,
  account: string,
): Promise<{
  containers: { name: string; objects: bigint; bytes: bigint }[];
  groups: ReadonlyMap<string, string[]>;
}> {
  const node = (await store.accounts.find(account)) ?? fail('account_not_found');
  const [containers, groups] = await Promise.all([
    store.accounts.containers(node.id),
    store.accounts.groups(account),
  ]);
  return { containers, groups };
}

/**
 * Removes an account with all that is in it. A container whose owner writes into it meanwhile is refused; what is removed by then
 * stays removed, and the next call goes on.
 */
export async function deleteAccount(
  storage: ObjectStorage,
  account: string,
  onContainer: (name: string) => void,
): Promise<void> {
  const { store } = storage;
  const node = (await store.accounts.find(account)) ?? fail('account_not_found');
  const owner = { user: account };
  for (const { name } of await store.containers.ofAccount(account)) {
    const path = { account, container: name };
    await emptyContainer(storage, owner, path);
    await deleteContainer(storage, owner, path);
    onContainer(name);
  }
  await store.transaction(async (tx) => {
    await tx.accounts.lock(node.id);
    if (!(await tx.accounts.remove(node.id, account))) fail('account_not_empty');
  });
}

const ACCOUNTS_AT_ONCE = 500;

/** Every account, by name, a page of them in memory. */
async function* allAccounts({ store }: ObjectStorage): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const names = await store.accounts.names(after, ACCOUNTS_AT_ONCE);
    yield* names;
    const last = names.at(-1);
    if (last === undefined || names.length < ACCOUNTS_AT_ONCE) return;
    after = last;
  }
}

/** What each account may store in its own project, as identity has it. */
export async function* quotasOfAccounts(
  storage: ObjectStorage,
): AsyncGenerator<{ account: string; resource: string; limit: bigint }> {
  for await (const account of allAccounts(storage)) {
    const own = (await storage.identity.quotaOf(account)).get(account);
    if (own !== undefined) yield { account, resource: RESOURCE, limit: own.limit };
  }
}

/** Limits a container of that name in one account or in all; an account where it cannot be done keeps the others from nothing. */
export async function setContainerQuotas(
  storage: ObjectStorage,
  wanted: { container: string; quota: bigint; account: string | undefined; isDry: boolean },
): Promise<{ done: number; failed: { account: string; reason: string }[] }> {
  const { container, quota, isDry } = wanted;
  const accounts = wanted.account === undefined ? allAccounts(storage) : [wanted.account];
  const change = {
    metadata: new Map<string, string>(),
    mergeMetadata: true,
    policy: { quota },
    defaults: [],
    resetPolicy: false,
  };
  const failed: { account: string; reason: string }[] = [];
  let done = 0;
  for await (const account of accounts)
    try {
      const path = { account, container };
      if (!isDry) await changeContainer(storage, { user: account }, path, change);
      else if ((await storage.store.containers.find(account, container)) === undefined)
        fail('container_not_found');
      done += 1;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ account, reason: error.message });
    }
  return { done, failed };
}
