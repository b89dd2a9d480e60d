import type { Document } from '../client/document.ts';
import { textOf } from '../client/document.ts';
import { count, flag, text } from '#platform/commands/options';
import type { OptionValues } from './command.ts';

/** Filters by name, as every list of the original has them. */
export const nameFilters = {
  name: text('--name <name>', 'only the one with this name'),
  namePrefix: text('--name-prefix <text>', 'only names that begin with this (any case)'),
  nameSuffix: text('--name-suffix <text>', 'only names that end with this (any case)'),
  nameLike: text('--name-like <text>', 'only names that have this in them (any case)'),
};

/** Filters by id. */
export const idFilters = {
  id: text('--id <id>', 'only the one with this id'),
  idPrefix: text('--id-prefix <text>', 'only ids that begin with this'),
  idSuffix: text('--id-suffix <text>', 'only ids that end with this'),
  idLike: text('--id-like <text>', 'only ids that have this in them'),
};

/** How much of a list is shown, and how. */
export const listOptions = {
  detail: flag('-l, --details', 'everything about each'),
  limit: count('-n, --number <count>', 'at most so many'),
  enumerate: flag('--enumerate', 'number the lines'),
};

type Names = OptionValues<typeof nameFilters>;
type Ids = OptionValues<typeof idFilters>;

/** The entries that pass the filters by name; an exact name is compared without case, as the original does. */
export function filterNames(items: readonly Document[], names: Names): Document[] {
  return items.filter((item) =>
    passes(textOf(item, 'name'), names.name, names.namePrefix, names.nameSuffix, names.nameLike),
  );
}

/** The entries that pass the filters by id. */
export function filterIds(items: readonly Document[], ids: Ids): Document[] {
  return items.filter((item) => passes(textOf(item, 'id'), ids.id, ids.idPrefix, ids.idSuffix, ids.idLike));
}

/** The entries whose fields have these values, compared as text without case; undefined values ask nothing. */
export function filterFields(
  items: readonly Document[],
  wanted: Record<string, string | undefined>,
): Document[] {
  const asked = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return items.filter((item) =>
    asked.every(([key, value]) => textOf(item, key).toLowerCase() === value.toLowerCase()),
  );
}

/** True when the map has every wanted key (any case) with that value, or with a value that has it in it. */
export function mapHas(map: Document, wanted: Record<string, string>, exact: boolean): boolean {
  const values = new Map(
    Object.entries(map).map(([key, value]) => [key.toLowerCase(), String(value).toLowerCase()]),
  );
  return Object.entries(wanted).every(([key, value]) => {
    const found = values.get(key.toLowerCase());
    return (
      found !== undefined && (exact ? found === value.toLowerCase() : found.includes(value.toLowerCase()))
    );
  });
}

/** Only the named fields of each entry, in the order of the entry. */
export function onlyFields(items: readonly Document[], keys: readonly string[]): Document[] {
  return items.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => keys.includes(key))));
}

function passes(value: string, exact?: string, prefix?: string, suffix?: string, like?: string): boolean {
  const low = value.toLowerCase();
  return (
    (exact === undefined || low === exact.toLowerCase()) &&
    (prefix === undefined || low.startsWith(prefix.toLowerCase())) &&
    (suffix === undefined || low.endsWith(suffix.toLowerCase())) &&
    (like === undefined || low.includes(like.toLowerCase()))
  );
}
