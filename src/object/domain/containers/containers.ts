import type { ContainerRow, Policy } from '../../store/rows.ts';
import { fail } from '../../errors.ts';
import { changeContainers } from './change-containers.ts';
import { mergeMetadata } from '../metadata.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';

/** A container that the caller may look at; everything but the owner's view is reduced. */
export interface ContainerView {
  container: ContainerRow;
  owner: boolean;
}

/** What the owner sees of a container. */
export interface ContainerFacts {
  objects: bigint;
  bytes: bigint;
  /** Of superseded and deleted versions; undefined of another time than now. */
  historyBytes: bigint | undefined;
  attributes: ReadonlyMap<string, string>;
  metaKeys: string[];
  /** Microseconds. */
  modified: bigint;
  /** Last change before `until`, when that was asked for. */
  untilTimestamp: bigint | undefined;
}

/** The container, for its owner or somebody to whom a thing in it is shared; 403 for others, whether it exists or not. */
export async function viewContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  until: bigint | undefined,
): Promise<ContainerView> {
  const { store } = storage;
  const owner = caller.user === path.account;
  if (!owner) {
    if (until !== undefined) fail('forbidden');
    const shared = await store.sharing.containersSharedWith(
      path.account,
      await store.sharing.holders(caller.user),
    );
    if (!shared.includes(path.container)) fail('forbidden');
  }
  const container = await store.containers.find(path.account, path.container);
  if (container === undefined) return fail('container_not_found');
  return { container, owner };
}

/** Counters, metadata and times of a container, now or as they were. Fails with 404 when it did not exist then. */
export async function containerFacts(
  storage: ObjectStorage,
  { container }: ContainerView,
  until: bigint | undefined,
): Promise<ContainerFacts> {
  const { store } = storage;
  const usage = await store.counters.usage(container.id);
  const common = { objects: usage.objects, bytes: usage.bytes, modified: container.modified };
  if (until === undefined) {
    const attributes = await store.attributes.of(container.latest);
    return {
      ...common,
      historyBytes: usage.historyBytes,
      attributes,
      metaKeys: await store.counters.metaKeys(container.id),
      untilTimestamp: undefined,
    };
  }
  const then = await store.versions.ofNodeAt(container.id, until);
  if (then === undefined) return fail('container_not_found');
  const past = await store.counters.usageAt(container.id, until);
  return {
    ...common,
    objects: past.objects,
    bytes: past.bytes,
    historyBytes: undefined,
    attributes: await store.attributes.of(then.serial),
    metaKeys: await store.counters.metaKeysAt(container.id, until),
    untilTimestamp: (await store.containers.lastChange(container.id, until)) ?? until,
  };
}

/** A change of a container's settings. Undefined fields stay; `metadata` is merged or replaces. */
export interface ContainerChange {
  metadata: ReadonlyMap<string, string>;
  mergeMetadata: boolean;
  policy: Partial<Policy>;
  /** Policies that go back to their default by name. */
  defaults: readonly (keyof Policy)[];
  /** Policies that are not named go back to their default. */
  resetPolicy: boolean;
}

/** Makes a container, or changes the one that is there. True when it is new. */
export async function putContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  change: ContainerChange,
): Promise<boolean> {
  if (caller.user !== path.account) fail('forbidden');
  const { store, clock, ids } = storage;
  const { project = path.account } = change.policy;
  if (project !== path.account) {
    if ((await store.containers.find(path.account, path.container)) !== undefined) {
      await changeContainer(storage, caller, path, { ...change, mergeMetadata: true, resetPolicy: false });
      return false;
    }
    // Identity is asked before the transaction: it holds a connection that readers need.
    await checkProject(storage, path.account, project);
  }
  const made = await store.transaction(async (tx) => {
    const now = microseconds(clock);
    const account = await tx.accounts.ensure(path.account, { now, uuid: ids.uuid() });
    const id = await tx.containers.insert({
      account,
      name: path.container,
      owner: path.account,
      now,
      uuid: ids.uuid(),
    });
    if (id === undefined) return false;
    const policy = { ...defaultPolicy(storage, path.account), ...change.policy };
    await tx.containers.setPolicy(id, policy);
    const attributes = mergeMetadata(storage, new Map(), change.metadata);
    const serial =
      (await tx.containers.find(path.account, path.container))?.latest ?? fail('container_not_found');
    await tx.attributes.insert({ serial, node: id, domain: 'pithos' }, attributes);
    return true;
  });
  if (!made)
    await changeContainer(storage, caller, path, { ...change, mergeMetadata: true, resetPolicy: false });
  return made;
}

function defaultPolicy({ limits }: ObjectStorage, account: string): Policy {
  return { versioning: limits.defaultVersioning, quota: limits.defaultContainerQuota, project: account };
}

/** The project must be one that pays for this account. Fails with 403. */
async function checkProject(storage: ObjectStorage, account: string, project: string): Promise<void> {
  if (project === account) return;
  const quota = await storage.identity.quotaOf(account);
  if (!quota.has(project)) fail('project_refused', { project });
}

/** Changes metadata and policies. A new project takes over the whole charge in one commission. */
export async function changeContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  wanted: ContainerChange,
): Promise<void> {
  if (caller.user !== path.account) fail('forbidden');
  const { store, ids } = storage;
  const found = await store.containers.find(path.account, path.container);
  if (found === undefined) return fail('container_not_found');
  await changeContainers(storage, [found.id], { name: path.container }, async (change) => {
    const container = change.container(found.id);
    const policy = newPolicy(storage, container, wanted);
    if (policy.project !== container.policy.project) {
      await checkProject(storage, path.account, policy.project);
      const { bytes, historyBytes } = await change.tx.counters.usage(container.id);
      const charged = bytes + (storage.limits.freeVersioning ? 0n : historyBytes);
      change.charge(container, -charged);
      change.charge(container, charged, policy.project);
    }
    await change.tx.containers.setPolicy(container.id, policy);
    const before = await change.tx.attributes.of(container.latest);
    if (wanted.mergeMetadata && wanted.metadata.size === 0) return;
    const attributes = mergeMetadata(storage, wanted.mergeMetadata ? before : new Map(), wanted.metadata);
    const now = change.timeIn(container);
    const keep = policy.versioning === 'auto';
    const serial = await change.tx.versions.addOfNode({
      node: container.id,
      muser: caller.user,
      now,
      uuid: ids.uuid(),
      keep,
    });
    await change.tx.attributes.insert({ serial, node: container.id, domain: 'pithos' }, attributes);
  });
}

function newPolicy(storage: ObjectStorage, container: ContainerRow, wanted: ContainerChange): Policy {
  const defaults = defaultPolicy(storage, container.account);
  const named = Object.fromEntries(wanted.defaults.map((name) => [name, defaults[name]])) as Partial<Policy>;
  // The project moves only when it is named: its charge is not a detail of another change.
  const kept = wanted.resetPolicy ? { ...defaults, project: container.policy.project } : container.policy;
  return { ...kept, ...named, ...wanted.policy };
}
