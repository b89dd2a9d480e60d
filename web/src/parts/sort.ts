/** An order of a list: by which column, and whether downwards. In the address it is "size" or "-size". */
export interface Sort<Column extends string> {
  by: Column;
  down: boolean;
}

/** The order that the address asks for; the first column upwards when it asks for none that exists. */
export function sortOf<Column extends string>(
  text: string | undefined,
  columns: readonly [Column, ...Column[]],
): Sort<Column> {
  const down = text?.startsWith('-') === true;
  const by = columns.find((column) => column === (down ? text?.slice(1) : text));
  return by === undefined ? { by: columns[0], down: false } : { by, down };
}

export function sortText<Column extends string>({ by, down }: Sort<Column>): string {
  return down ? `-${by}` : by;
}

/** The list in the order; `key` gives what a column compares, equal ones keep their order. */
export function inOrder<Entry, Column extends string>(
  entries: readonly Entry[],
  { by, down }: Sort<Column>,
  key: Record<Column, (entry: Entry) => string | number>,
): Entry[] {
  const sign = down ? -1 : 1;
  return entries
    .map((entry) => ({ entry, key: key[by](entry) }))
    .toSorted((one, other) => sign * compare(one.key, other.key))
    .map(({ entry }) => entry);
}

const words = new Intl.Collator('en', { numeric: true });

function compare(one: string | number, other: string | number): number {
  return typeof one === 'string' || typeof other === 'string'
    ? words.compare(String(one), String(other))
    : one - other;
}
