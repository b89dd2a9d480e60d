/** A set or map of nft: its elements by their key, in nft's own spelling; of a map with what they lead to. */
export interface NftSet {
  name: string;
  /** `set …` or `map …`, whose elements are ours; `meter`: the kernel's own, which is neither compared nor filled. */
  kind: 'set' | 'map' | 'meter';
  /** Type and flags, as nft reads them. */
  head: string;
  elements: ReadonlyMap<string, string | null>;
}

export interface NftChain {
  name: string;
  /** `type … hook … priority …; policy …;`; null for a chain that others jump to. */
  hook: string | null;
  rules: readonly string[];
}

export interface NftTable {
  family: 'bridge' | 'inet';
  name: string;
  sets: readonly NftSet[];
  chains: readonly NftChain[];
}

/** What one namespace is to have loaded. */
export type Ruleset = readonly NftTable[];

/**
 * Elements of one transaction. A user's socket takes about 200 kB at once, and the longest kind of element about 60 bytes:
 * 4,800 of the shortest kind loaded, 6,000 did not.
 */
export const ELEMENTS_AT_ONCE = 2500;

/**
 * Texts for nft that replace all that the namespace has, a transaction each. The first holds every rule; where there is more than fits, elements follow,
 * and what is not there yet is closed: each set lists what may pass, but the short ones at the front of their table.
 */
export function wholeTransactions(ruleset: Ruleset): string[] {
  let room = ELEMENTS_AT_ONCE;
  const later: string[] = [];
  const tables = ruleset.map((table) => {
    const sets = table.sets.map((set) => {
      const elements = [...set.elements];
      const first = elements.slice(0, room);
      room -= first.length;
      later.push(...statements('add', table, set, elements.slice(first.length)));
      return setText(set, first);
    });
    return `table ${table.family} ${table.name} {\n${[...sets, ...table.chains.map(chainText)].join('')}}\n`;
  });
  return [`flush ruleset\n${tables.join('')}`, ...later];
}

/** Texts for nft that lead from one ruleset to the other by elements alone; null when they differ in more. */
export function changeTransactions(before: Ruleset, after: Ruleset): string[] | null {
  if (skeletonOf(before) !== skeletonOf(after)) return null;
  const deleted: string[] = [];
  const added: string[] = [];
  for (const [index, table] of after.entries())
    for (const [place, set] of table.sets.entries()) {
      const old = before[index]!.sets[place]!.elements;
      const differs = (one: NftSet['elements'], other: NftSet['elements']): [string, string | null][] =>
        [...one].filter(([key, value]) => other.get(key) !== value || !other.has(key));
      deleted.push(...statements('delete', table, set, differs(old, set.elements)));
      added.push(...statements('add', table, set, differs(set.elements, old)));
    }
  const all = [...deleted, ...added];
  const fits = all.reduce((sum, text) => sum + text.split(',').length, 0) <= ELEMENTS_AT_ONCE;
  if (all.length === 0) return [];
  return fits ? [all.join('')] : all;
}

/** Everything but the elements. */
function skeletonOf(ruleset: Ruleset): string {
  return JSON.stringify(
    ruleset.map(({ sets, ...table }) => ({
      ...table,
      sets: sets.map(({ name, kind, head }) => ({ name, kind, head })),
    })),
  );
}

function statements(
  verb: 'add' | 'delete',
  { family, name }: NftTable,
  set: NftSet,
  elements: readonly [string, string | null][],
): string[] {
  const texts: string[] = [];
  for (let from = 0; from < elements.length; from += ELEMENTS_AT_ONCE) {
    const some = elements.slice(from, from + ELEMENTS_AT_ONCE);
    texts.push(`${verb} element ${family} ${name} ${set.name} { ${elementList(some)} }\n`);
  }
  return texts;
}

function elementList(elements: readonly [string, string | null][]): string {
  return elements.map(([key, value]) => (value === null ? key : `${key} : ${value}`)).join(', ');
}

function setText(set: NftSet, elements: readonly [string, string | null][]): string {
  const filled = elements.length === 0 ? '' : `  elements = { ${elementList(elements)} }\n`;
  return ` ${set.kind === 'map' ? 'map' : 'set'} ${set.name} {\n  ${set.head}\n${filled} }\n`;
}

function chainText({ name, hook, rules }: NftChain): string {
  const lines = [...(hook === null ? [] : [hook]), ...rules].map((line) => `  ${line}\n`);
  return ` chain ${name} {\n${lines.join('')} }\n`;
}

/** A set of single words or of words joined as `key` joins them. */
export function nftSet(name: string, head: string, keys: Iterable<string>): NftSet {
  return { name, kind: 'set', head, elements: new Map([...keys].map((word) => [word, null])) };
}

export function nftMap(name: string, head: string, entries: Iterable<readonly [string, string]>): NftSet {
  return { name, kind: 'map', head, elements: new Map(entries) };
}

/** A set that rules fill, for limits by sender. */
export function nftMeter(name: string, head: string): NftSet {
  return { name, kind: 'meter', head, elements: new Map() };
}

/** Words of an element that has several. */
export function key(...words: string[]): string {
  return words.join(' . ');
}

/** A device's name: quoted, or nft would take some for words of its own. */
export function quoted(device: string): string {
  return `"${device}"`;
}
