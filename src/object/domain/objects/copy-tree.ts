import type { ContainerRow } from '../../store/rows.ts';
import { NORMAL } from '../../store/schema.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import type { Change } from '../containers/change-containers.ts';
import type { Caller } from '../identity-service.ts';
import { lastingMetadata } from '../metadata.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { allowedAmong } from '../sharing/access.ts';
import type { CurrentObject } from '../versions.ts';
import { under } from './change-object.ts';
import { copyDraft } from './copy-draft.ts';
import { requireNoKnownDamage } from './whole-content.ts';

/* Copies and moves of an object with all that is under it. */

/** Objects copied at a time by a recursive copy. */
const STRIDE = 500;

/** Gives a child its new name: the prefix is replaced once. */
export function renamer(source: ObjectPath, target: ObjectPath, delimiter = ''): (name: string) => string {
  const from = under(source.name, delimiter);
  const to = under(target.name, delimiter);
  return (name) => to + name.slice(from.length);
}

interface Tree {
  from: ContainerRow;
  to: ContainerRow;
  caller: Caller;
  rename: (name: string) => string;
}

/**
 * All names under a name that the caller may read, before anything is written: a copy into its own tree must not find its
 * copies. Fails with 403 when one of them would land where he may not write: a right on an object is none on its
 * neighbours.
 */
export async function namesUnder(
  change: Change,
  { from, to, caller, rename }: Tree,
  name: string,
  delimiter: string | undefined,
): Promise<string[]> {
  if (delimiter === undefined) return [];
  const prefix = under(name, delimiter);
  const all: string[] = [];
  for (let after = ''; ;) {
    const names = await change.tx.objects.currentNames(from.id, prefix, after, STRIDE);
    const children = names.filter((child) => child !== name);
    const readable = await allowedAmong(change.tx, caller, from, children, 'read');
    const taken = children.filter((child) => readable.has(child));
    const landing = taken.map(rename);
    const writable = await allowedAmong(change.tx, caller, to, landing, 'write');
    if (landing.some((child) => !writable.has(child))) fail('forbidden');
    all.push(...taken);
    const last = names.at(-1);
    if (names.length < STRIDE || last === undefined) return all;
    after = last;
  }
}

export function* parts(names: readonly string[]): Generator<string[]> {
  for (let at = 0; at < names.length; at += STRIDE) yield names.slice(at, at + STRIDE);
}

interface Children extends Tree {
  children: ReadonlyMap<string, CurrentObject>;
  move?: boolean;
}

export async function copyChildren(
  storage: ObjectStorage,
  change: Change,
  { to, caller, children, rename, move = false }: Children,
): Promise<void> {
  const versions = [...children.values()].filter(
    ({ cluster, available }) => cluster === NORMAL && available === 1,
  );
  if (!move) await requireNoKnownDamage(storage.blocks, change.tx, versions);
  const names = versions.map(({ name }) => rename(name));
  if (names.some((name) => [...name].length > 1024)) fail('object_name_too_large');
  const standing = await change.current(to, names);
  for (const [name, { cluster, isSnapshot, serial }] of standing) {
    if (cluster === NORMAL && isSnapshot && children.get(name)?.serial !== serial) fail('snapshot_is_fixed');
  }
  await change.write(
    to,
    versions.map((version, index) => {
      const name = names[index] ?? '';
      const uuid = move ? version.uuid : storage.ids.uuid();
      const attributes = move ? version.attributes : lastingMetadata(version.attributes);
      const draft = copyDraft(version, caller, { uuid, type: version.type, attributes });
      return { name, current: standing.get(name), draft };
    }),
  );
  await change.tx.sharing.endPaths(to, names);
}
