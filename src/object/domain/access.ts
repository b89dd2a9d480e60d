import type { Db } from '../store/rows.ts';
import type { ObjectPath, Sharing } from '../store/sharing.ts';
import { fail } from '../errors.ts';
import type { Caller, ObjectStorage } from './object-storage.ts';

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
  storage: ObjectStorage,
  db: Db,
  caller: Caller,
  path: ObjectPath,
  wanted: Right,
): Promise<Grant> {
  const grant = await grantOn(storage, db, caller, path);
  if (grant === undefined) return fail('forbidden');
  const order: Right[] = ['owner', 'write', 'read'];
  if (order.indexOf(grant.right) > order.indexOf(wanted)) fail('forbidden');
  return grant;
}

/** The caller's right on a path, or undefined. Only the nearest entry counts (spec/object-storage 3.4). */
export async function grantOn(
  storage: ObjectStorage,
  db: Db,
  caller: Caller,
  path: ObjectPath,
): Promise<Grant | undefined> {
  const entry = await sharingOn(storage, db, path);
  if (caller.user === path.account) return { right: 'owner', sharing: entry?.sharing, from: entry?.from };
  if (entry === undefined) return undefined;
  const holders = new Set(await storage.store.holdersOf(db, caller.user));
  const holds = (list: readonly string[]) => list.some((holder) => holders.has(holder));
  if (holds(entry.sharing.write)) return { right: 'write', ...entry };
  if (holds(entry.sharing.read)) return { right: 'read', ...entry };
  return undefined;
}

/** The entry that rules a path: its own, or that of the nearest directory object above it. */
export async function sharingOn(
  storage: ObjectStorage,
  db: Db,
  path: ObjectPath,
): Promise<{ sharing: Sharing; from: string } | undefined> {
  const candidates = [path.name, ...namesAbove(path.name)];
  const entries = await storage.store.sharingOf(db, path.account, path.container, candidates);
  if (entries.size === 0) return undefined;
  const own = entries.get(path.name);
  if (own !== undefined) return { sharing: own, from: path.name };
  const container = await storage.store.findContainer(db, path.account, path.container);
  if (container === undefined) return undefined;
  const directories = await storage.store.directoriesAmong(db, container.id, [...entries.keys()]);
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

/**
 * The names of one container on which the caller has the right, asked with three queries however many there are: what a
 * change of a whole tree may take along, or write to.
 */
export async function allowedAmong(
  storage: ObjectStorage,
  db: Db,
  caller: Caller,
  container: { id: bigint; account: string; name: string },
  names: readonly string[],
  wanted: 'write' | 'read',
): Promise<Set<string>> {
  if (caller.user === container.account) return new Set(names);
  const { store } = storage;
  const ruling = new Set(names.flatMap((name) => [name, ...namesAbove(name)]));
  const entries = await store.sharingOf(db, container.account, container.name, [...ruling]);
  if (entries.size === 0) return new Set();
  const directories = await store.directoriesAmong(db, container.id, [...entries.keys()]);
  const holders = new Set(await store.holdersOf(db, caller.user));
  return new Set(
    names.filter((name) => {
      const nearest = entries.has(name) ? name : namesAbove(name).find((above) => directories.has(above));
      const sharing = nearest === undefined ? undefined : entries.get(nearest);
      const list =
        sharing === undefined ? [] : [...sharing.write, ...(wanted === 'read' ? sharing.read : [])];
      return list.some((holder) => holders.has(holder));
    }),
  );
}
