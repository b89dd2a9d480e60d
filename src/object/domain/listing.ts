import type { Bounds } from '../store/listings.ts';
import { compareNames, prefixSuccessor } from '../store/name-order.ts';

/** A line of a listing: an object, or a virtual directory that stands for all under it. */
export type Entry<Item> = { name: string; item: Item } | { name: string; subdir: true };

export interface Page {
  limit: number;
  marker?: string;
  endMarker?: string;
  prefix: string;
  /** Rolls names up to the first delimiter after the prefix. */
  delimiter?: string;
  /** Leaves the virtual entries out: only what is directly at this level. */
  realOnly: boolean;
  reverse: boolean;
}

/** Reads at most `limit` items in order within the bounds. */
export type ReadNames<Item> = (bounds: Bounds, limit: number) => Promise<Item[]>;

/** Names read at a time when they may be rolled up: enough to skip small directories without another query. */
const STRIDE = 1000;

/**
 * One page of names, rolled up at the delimiter. Virtual entries count against the limit like real ones, and a page
 * that ends inside a directory jumps over it by the index rather than reading through it.
 */
export async function listPage<Item extends { name: string }>(
  read: ReadNames<Item>,
  page: Page,
): Promise<Entry<Item>[]> {
  const [after, before] = page.reverse ? [page.endMarker, page.marker] : [page.marker, page.endMarker];
  const bounds: Bounds = {
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  };
  if (page.delimiter === undefined)
    return (await read(bounds, page.limit)).map((item) => ({ name: item.name, item }));
  return rollUp(read, page, page.delimiter, widened(bounds, page.prefix, page.delimiter));
}

/** A bound inside a directory lets the directory's virtual entry through, so its names must be read. */
function widened(bounds: Bounds, prefix: string, delimiter: string): Bounds {
  const subdir =
    bounds.before?.startsWith(prefix) === true ? subdirOf(bounds.before, prefix, delimiter) : undefined;
  if (subdir === undefined) return bounds;
  const { before: _, ...rest } = bounds;
  const end = prefixSuccessor(subdir);
  return end === undefined ? rest : { ...rest, before: end };
}

async function rollUp<Item extends { name: string }>(
  read: ReadNames<Item>,
  page: Page,
  delimiter: string,
  start: Bounds,
): Promise<Entry<Item>[]> {
  const entries: Entry<Item>[] = [];
  let bounds = start;
  for (;;) {
    const items = await read(bounds, STRIDE);
    for (const item of items) {
      const subdir = subdirOf(item.name, page.prefix, delimiter);
      add(entries, page, item, subdir);
      if (entries.length > page.limit) return entries.slice(0, page.limit);
    }
    const last = items.at(-1);
    if (items.length < STRIDE || last === undefined) return entries.slice(0, page.limit);
    bounds = after(last.name, page, delimiter, start);
  }
}

function add<Item extends { name: string }>(
  entries: Entry<Item>[],
  page: Page,
  item: Item,
  subdir: string | undefined,
): void {
  const name = subdir ?? item.name;
  if (!within(name, page)) return;
  const last = entries.at(-1);
  if (subdir === undefined) {
    // A real object shows in place of the virtual entry of the same name, whichever comes first.
    if (last?.name === name) entries.pop();
    entries.push({ name, item });
  } else if (!page.realOnly && last?.name !== name) entries.push({ name, subdir: true });
}

/** The virtual entry a name is rolled up into. A name that merely ends with its first delimiter is a real one. */
function subdirOf(name: string, prefix: string, delimiter: string): string | undefined {
  const at = name.indexOf(delimiter, prefix.length);
  if (at === -1 || at + delimiter.length === name.length) return undefined;
  return name.slice(0, at + delimiter.length);
}

/** Virtual entries, too, lie strictly between the markers. */
function within(name: string, { marker, endMarker, reverse }: Page): boolean {
  const low = reverse ? endMarker : marker;
  const high = reverse ? marker : endMarker;
  return (
    (low === undefined || compareNames(name, low) > 0) && (high === undefined || compareNames(name, high) < 0)
  );
}

/** Where reading goes on: after the last name, or past everything in its directory. */
function after(name: string, page: Page, delimiter: string, start: Bounds): Bounds {
  const subdir = subdirOf(name, page.prefix, delimiter);
  if (page.reverse) {
    const { after: low } = start;
    // The directory's own object, if any, sorts before all that is in it and is still to come.
    return {
      ...(low === undefined ? {} : { after: low }),
      before: subdir === undefined ? name : subdir + FIRST,
    };
  }
  const { before } = start;
  const from = subdir === undefined ? undefined : prefixSuccessor(subdir);
  return {
    ...(before === undefined ? {} : { before }),
    ...(from === undefined ? { after: name } : { from }),
  };
}

/** Sorts before every character a name can go on with, but after the end of a name. */
const FIRST = '\u0001';
