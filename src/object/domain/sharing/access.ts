import type { ObjectPath, Sharing } from '../../store/sharing.ts';
import type { Store } from '../../store/store.ts';
import { fail } from '../../errors.ts';
import type { Caller } from '../identity-service.ts';

/** Where rights are looked up: the committed state, or that of a transaction. */
type Rules = Pick<Store, 'sharing' | 'containers'>;

/** What a caller may do with a path. Each right includes the ones after it. */
export type Right = 'owner' | 'write' | 'read';

/** A right and the entry it comes from; `from` is the path's own name unless a directory above hands it down. */
export interface Grant {
  right: Right;
  sharing: Sharing | undefined;
  from: string | undefined;
}

/** Fails with 403 unless the caller has the right, whether or not the path exists. */
export async function requireRight(
  store: Rules,
  caller: Caller,
  path: ObjectPath,
  wanted: Right,
): Promise<Grant> {
  const grant = await grantOn(store, caller, path);
  if (grant === undefined) return fail('forbidden');
  const order: Right[] = ['owner', 'write', 'read'];
  if (order.indexOf(grant.right) > order.indexOf(wanted)) fail('forbidden');
  return grant;
}

/** The caller's right on a path, or undefined. Only the nearest entry counts (spec/object-storage 3.4). */
export async function grantOn(store: Rules, caller: Caller, path: ObjectPath): Promise<Grant | undefined> {
  const entry = await sharingOn(store, path);
  if (caller.user === path.account) return { right: 'owner', sharing: entry?.sharing, from: entry?.from };
  if (entry === undefined) return undefined;
  const right = rightBy(entry.sharing, new Set(await store.sharing.holders(caller.user)));
  return right === undefined ? undefined : { right, ...entry };
}

/** The entry that rules a path: its own, or that of the nearest directory object above it. */
async function sharingOn(
  store: Rules,
  path: ObjectPath,
): Promise<{ sharing: Sharing; from: string } | undefined> {
  const candidates = [path.name, ...namesAbove(path.name)];
  const entries = await store.sharing.entries(path.account, path.container, candidates);
  if (entries.size === 0) return undefined;
  const own = entries.get(path.name);
  if (own !== undefined) return { sharing: own, from: path.name };
  const container = await store.containers.find(path.account, path.container);
  if (container === undefined) return undefined;
  const directories = await store.sharing.directoriesAmong(container.id, [...entries.keys()]);
  const nearest = candidates.find((name) => directories.has(name));
  const sharing = nearest === undefined ? undefined : entries.get(nearest);
  return nearest === undefined || sharing === undefined ? undefined : { sharing, from: nearest };
}

/** Names of the directories that may stand above a name, longest first: `a/b/c` has `a/b/`, `a/b`, `a/`, `a`. */
export function namesAbove(name: string): string[] {
  const names: string[] = [];
  for (
    let slash = name.lastIndexOf('/');
    slash >= 0;
    slash = slash === 0 ? -1 : name.lastIndexOf('/', slash - 1)
  ) {
    if (slash + 1 < name.length) names.push(name.slice(0, slash + 1));
    if (slash > 0) names.push(name.slice(0, slash));
  }
  return names;
}

/** A container as rights are asked for in it. */
type InContainer = { id: bigint; account: string; name: string };

/** The names of one container on which the caller has the right: what a change of a whole tree may take along, or write to. */
export async function allowedAmong(
  store: Rules,
  caller: Caller,
  container: InContainer,
  names: readonly string[],
  wanted: 'write' | 'read',
): Promise<Set<string>> {
  if (caller.user === container.account) return new Set(names);
  const grants = await grantsAmong(store, caller, container, names);
  return new Set(
    [...grants].filter(([, { right }]) => wanted === 'read' || right === 'write').map(([name]) => name),
  );
}

/** What `grantOn` says of many names of one container, those with a right only; three queries however many there are. */
export async function grantsAmong(
  store: Rules,
  caller: Caller,
  container: InContainer,
  names: readonly string[],
): Promise<Map<string, Grant>> {
  const ruling = new Set(names.flatMap((name) => [name, ...namesAbove(name)]));
  const entries = await store.sharing.entries(container.account, container.name, [...ruling]);
  const directories =
    entries.size === 0 ? new Set() : await store.sharing.directoriesAmong(container.id, [...entries.keys()]);
  const isOwner = caller.user === container.account;
  const holders = new Set(isOwner || entries.size === 0 ? [] : await store.sharing.holders(caller.user));
  const grants = new Map<string, Grant>();
  for (const name of names) {
    const from = entries.has(name) ? name : namesAbove(name).find((above) => directories.has(above));
    const sharing = from === undefined ? undefined : entries.get(from);
    const right = isOwner ? 'owner' : rightBy(sharing, holders);
    if (right !== undefined) grants.set(name, { right, sharing, from });
  }
  return grants;
}

function rightBy(sharing: Sharing | undefined, holders: ReadonlySet<string>): Right | undefined {
  if (sharing?.write.some((holder) => holders.has(holder)) === true) return 'write';
  return sharing?.read.some((holder) => holders.has(holder)) === true ? 'read' : undefined;
}
