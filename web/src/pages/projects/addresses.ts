const ADDRESS = /[^\s,;<>"'()]+@[^\s,;<>"'()]+\.[^\s,;<>"'()]+/g;

/** The e-mail addresses in a text, each once: pasted from a mail, a table or a list, in whatever form. */
export function addressesIn(text: string): string[] {
  const found = text.match(ADDRESS) ?? [];
  return [...new Map(found.map((address) => [address.toLowerCase(), address])).values()];
}
