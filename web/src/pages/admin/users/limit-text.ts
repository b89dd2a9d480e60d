const GIB = 1024 ** 3;
/** Those that people write in GiB. */
const IN_GIB: ReadonlySet<string> = new Set(['cyclades.ram', 'cyclades.disk', 'pithos.diskspace']);

export function isInGib(resource: string): boolean {
  return IN_GIB.has(resource);
}

/** A limit as it is written in a field; nothing is no limit. */
export function writtenLimit(limit: number, resource: string): string {
  if (!Number.isFinite(limit)) return '';
  return String(isInGib(resource) ? Number((limit / GIB).toFixed(3)) : limit);
}

/** What a field asks for; undefined when it is no amount. */
export function wantedLimit(text: string, resource: string): number | undefined {
  const word = text.trim().replace(',', '.');
  if (word === '') return Infinity;
  if (!(isInGib(resource) ? /^\d{1,9}(\.\d{1,3})?$/ : /^\d{1,9}$/).test(word)) return undefined;
  return isInGib(resource) ? Math.round(Number(word) * GIB) : Number(word);
}
