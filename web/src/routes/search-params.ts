/** The parameters of an address as the router reads them: what is all digits is a number, and anybody may write anything. */
export type RawSearch = Record<string, unknown>;

/** The named parameters that say something, as texts. */
export function textsOf<Name extends string>(
  search: RawSearch,
  ...names: Name[]
): Partial<Record<Name, string>> {
  return picked(search, names, (value) => textOf(value) || undefined);
}

/** A parameter that is one of a few words. */
export function choiceOf<Name extends string, const Word extends string>(
  search: RawSearch,
  name: Name,
  words: readonly Word[],
): Partial<Record<Name, Word>> {
  return picked(search, [name], (value) => words.find((word) => word === value));
}

/** A parameter that is a whole number. */
export function numberOf<Name extends string>(search: RawSearch, name: Name): Partial<Record<Name, number>> {
  return picked(search, [name], (value) => (Number.isSafeInteger(value) ? (value as number) : undefined));
}

/** A parameter that is a list of texts; an empty list says something, too. */
export function listOf<Name extends string>(search: RawSearch, name: Name): Partial<Record<Name, string[]>> {
  return picked(search, [name], (value) =>
    Array.isArray(value) ? value.map(textOf).filter((text) => text !== '') : undefined,
  );
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function picked<Name extends string, Value>(
  search: RawSearch,
  names: readonly Name[],
  read: (value: unknown) => Value | undefined,
): Partial<Record<Name, Value>> {
  const found = names.map((name) => [name, read(search[name])] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as Partial<Record<Name, Value>>;
}
