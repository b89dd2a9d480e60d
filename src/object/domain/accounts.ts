import type { Store } from '../store/store.ts';
import { fail } from '../errors.ts';
import { mergeMetadata } from './metadata.ts';
import type { Limits, ObjectStorage } from './object-storage.ts';
import type { AccountQuota, Caller } from './identity-service.ts';
import { microseconds } from './microseconds.ts';

/** What the owner sees of an account. */
export interface AccountFacts {
  owner: boolean;
  containers: bigint;
  objects: bigint;
  bytes: bigint;
  /** Of superseded and deleted versions; undefined of another time than now. */
  historyBytes: bigint | undefined;
  quota: AccountQuota;
  attributes: ReadonlyMap<string, string>;
  groups: ReadonlyMap<string, string[]>;
  /** Microseconds. */
  modified: bigint;
  untilTimestamp: bigint | undefined;
}

/** Facts of an account for its owner; for somebody with whom something is shared only the time; 403 for others. */
export async function accountFacts(
  storage: ObjectStorage,
  caller: Caller,
  account: string,
  until: bigint | undefined,
): Promise<AccountFacts> {
  const { store } = storage;
  const owner = caller.user === account;
  if (!owner) {
    if (until !== undefined) fail('forbidden');
    const holders = await store.sharing.holders(caller.user);
    if (!(await store.sharing.sharesWith(account, holders))) fail('forbidden');
  }
  const node = await openAccount(storage, account, owner);
  const totals = await store.accounts.totals(node.id);
  const modified = totals.modified > node.modified ? totals.modified : node.modified;
  const none = new Map<string, never>();
  if (!owner)
    return {
      owner,
      ...totals,
      modified,
      quota: none,
      attributes: none,
      groups: none,
      untilTimestamp: undefined,
    };
  // What was answered a moment ago counts: its acceptance may still be on the way.
  await storage.ledger.settler.flush();
  const quota = await storage.identity.quotaOf(account);
  const charged = [...quota.values()].reduce((sum, { usage }) => sum + usage, 0n);
  const then = until === undefined ? undefined : await store.versions.ofNodeAt(node.id, until);
  const serial = until === undefined ? node.latest : (then?.serial ?? null);
  return {
    owner,
    ...(until === undefined
      ? { ...totals, bytes: quota.size > 0 ? charged : totals.bytes }
      : { ...(await store.accounts.totalsAt(node.id, until)), historyBytes: undefined }),
    modified,
    quota,
    attributes: serial === null ? none : await store.attributes.of(serial),
    groups: await store.accounts.groups(account),
    untilTimestamp:
      until === undefined ? undefined : ((await store.accounts.lastChange(node.id, until)) ?? until),
  };
}

/** The account's node; the caller's own is made at its first use. */
async function openAccount(storage: ObjectStorage, account: string, owner: boolean) {
  const { store, clock, ids } = storage;
  const found = await store.accounts.find(account);
  if (found !== undefined) return found;
  if (!owner) return fail('account_not_found');
  const at = { now: microseconds(clock), uuid: ids.uuid() };
  await store.transaction((tx) => tx.accounts.ensure(account, at));
  return (await store.accounts.find(account)) ?? fail('account_not_found');
}

/** A change of an account. Groups not named stay when `merge`, and go otherwise if any group is named. */
export interface AccountChange {
  metadata: ReadonlyMap<string, string>;
  groups: ReadonlyMap<string, readonly string[]>;
  merge: boolean;
}

/** Changes metadata and groups of the caller's own account. */
export async function changeAccount(
  storage: ObjectStorage,
  caller: Caller,
  account: string,
  change: AccountChange,
): Promise<void> {
  if (caller.user !== account) fail('forbidden');
  const { store, ids, clock } = storage;
  await checkMembers(storage, change.groups);
  const node = await openAccount(storage, account, true);
  await store.transaction(async (tx) => {
    const locked = await tx.accounts.lock(node.id);
    await changeGroups(storage.limits, tx, account, change);
    if (change.merge && change.metadata.size === 0) return;
    const before =
      locked.latest === null || !change.merge
        ? new Map<string, string>()
        : await tx.attributes.of(locked.latest);
    const attributes = mergeMetadata(storage, before, change.metadata);
    const now = microseconds(clock) > locked.modified ? microseconds(clock) : locked.modified + 1n;
    const serial = await tx.versions.addOfNode({
      node: node.id,
      muser: caller.user,
      now,
      uuid: ids.uuid(),
      keep: true,
    });
    await tx.attributes.insert({ serial, node: node.id, domain: 'pithos' }, attributes);
  });
}

async function checkMembers(
  { limits, identity }: ObjectStorage,
  groups: AccountChange['groups'],
): Promise<void> {
  const members = new Set([...groups.values()].flat());
  for (const [name, list] of groups) {
    if (name === '' || /[-_]/.test(name) || [...name].length > 256) fail('bad_group', { reason: 'its name' });
    if (list.length > limits.maxGroupMembers) fail('bad_group', { reason: 'too many members' });
  }
  if (members.size === 0) return;
  if ([...members].some((member) => member.length > 256))
    fail('bad_group', { reason: 'the name of a member is too long' });
  const known = await identity.known([...members]);
  const stranger = [...members].find((member) => !known.has(member));
  if (stranger !== undefined) fail('bad_group', { reason: `there is no user ${stranger}` });
}

async function changeGroups(
  limits: Limits,
  tx: Store,
  account: string,
  { groups, merge }: AccountChange,
): Promise<void> {
  if (groups.size === 0) return;
  const after = new Map<string, readonly string[]>(merge ? await tx.accounts.groups(account) : []);
  for (const [name, members] of groups) {
    if (members.length === 0) after.delete(name);
    else after.set(name, members);
  }
  if (after.size > limits.maxGroups) fail('bad_group', { reason: `${limits.maxGroups} groups are allowed` });
  await tx.accounts.setGroups(account, after);
}

/** Other accounts that share something with the caller. */
export async function sharingAccounts(
  storage: ObjectStorage,
  caller: Caller,
  page: { marker: string; limit: number },
): Promise<{ name: string; modified: bigint }[]> {
  const { store } = storage;
  const accounts = await store.sharing.accounts(
    await store.sharing.holders(caller.user),
    page.marker,
    page.limit + 1,
  );
  return accounts.filter(({ name }) => name !== caller.user).slice(0, page.limit);
}
