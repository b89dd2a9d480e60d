import { fail } from '../../errors.ts';
import type { TagRow } from '../../store/servers/tags.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { findServer } from './actions.ts';
import { beginBeside } from './begin.ts';
import { namedTag, type TagNamespace, textOfTag } from './tag-words.ts';

/** A tag as its owner sees it. */
export interface ServerTag {
  text: string;
  status: TagRow['status'];
}

/** Tags of the namespace, by name. */
export async function readTags(
  compute: Compute,
  caller: Caller,
  id: number,
  namespace: TagNamespace = 'user',
): Promise<ServerTag[]> {
  await findServer(compute, caller, id);
  return seen(await compute.store.tags.of(id), namespace);
}

function seen(rows: readonly TagRow[], namespace: TagNamespace): ServerTag[] {
  return rows.flatMap(({ tag, status }) => {
    const text = textOfTag(tag, namespace);
    return text === undefined ? [] : [{ text, status }];
  });
}

/** Adds a tag. One that is there is sent again. True when it is new. */
export async function addTag(
  compute: Compute,
  caller: Caller,
  id: number,
  text: string,
  namespace: TagNamespace = 'user',
): Promise<boolean> {
  const tag = namedTag(text, namespace);
  let isNew = false;
  await beginBeside(compute, caller, id, async (tx) => {
    const rows = await tx.tags.of(id);
    isNew = !rows.some((row) => row.tag === tag);
    if (isNew) requireRoom(compute, rows.length + 1);
    return [adding(id, [tag])];
  });
  return isNew;
}

/** Takes a tag away; refuses one that is not there, or not yet. */
export async function removeTag(
  compute: Compute,
  caller: Caller,
  id: number,
  text: string,
  namespace: TagNamespace = 'user',
): Promise<void> {
  const tag = namedTag(text, namespace);
  await beginBeside(compute, caller, id, async (tx) => {
    const found = (await tx.tags.of(id)).some((row) => row.tag === tag && row.status === 'ACTIVE');
    if (!found) fail('tag_not_found', { tag: text });
    return [removing(id, [tag])];
  });
}

/** Takes all tags of the namespace away; refuses when there are none. */
export async function removeTags(
  compute: Compute,
  caller: Caller,
  id: number,
  namespace: TagNamespace = 'user',
): Promise<void> {
  await beginBeside(compute, caller, id, async (tx) => {
    const active = activeIn(await tx.tags.of(id), namespace);
    if (active.length === 0) fail('no_tags');
    return [removing(id, active)];
  });
}

/** Has the server have these tags of the namespace; those that wait to be added are left alone. */
export async function replaceTags(
  compute: Compute,
  caller: Caller,
  id: number,
  texts: readonly string[],
  namespace: TagNamespace = 'user',
): Promise<string[]> {
  const wanted = [...new Set(texts.map((text) => namedTag(text, namespace)))];
  await beginBeside(compute, caller, id, async (tx) => {
    const rows = await tx.tags.of(id);
    const gone = activeIn(rows, namespace).filter((tag) => !wanted.includes(tag));
    const fresh = wanted.filter((tag) => !rows.some((row) => row.tag === tag));
    requireRoom(compute, rows.length - gone.length + fresh.length);
    return [
      ...(gone.length === 0 ? [] : [removing(id, gone)]),
      ...(fresh.length === 0 ? [] : [adding(id, fresh)]),
    ];
  });
  return wanted.map((tag) => textOfTag(tag, namespace)!);
}

function activeIn(rows: readonly TagRow[], namespace: TagNamespace): string[] {
  return rows
    .filter(({ tag, status }) => status === 'ACTIVE' && textOfTag(tag, namespace) !== undefined)
    .map(({ tag }) => tag);
}

function requireRoom({ settings }: Compute, tags: number): void {
  const limit = settings.CYCLADES_VM_MAX_TAGS;
  if (tags > limit) fail('too_many_tags', { limit });
}

const adding = (id: number, tags: string[]) =>
  ({
    action: 'ADDTAGS',
    body: { tags },
    async record(tx: Store, _server: unknown, intent: string) {
      await tx.tags.add(id, tags, intent);
      return {};
    },
  }) as const;

const removing = (id: number, tags: string[]) =>
  ({
    action: 'DELETETAGS',
    body: { tags },
    async record(tx: Store) {
      await tx.tags.remove(id, tags);
      return {};
    },
  }) as const;
