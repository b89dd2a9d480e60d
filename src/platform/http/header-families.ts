import type { z } from 'zod';

type Headers = Readonly<Record<string, unknown>>;

/**
 * Headers as a schema of headers sees them: those of a family that it declares (`x-meta-*`) are in one object, by the part of
 * their name after the prefix. A header belongs to the longest prefix that fits.
 */
export function withFamilies(schema: z.ZodObject, headers: Headers): Record<string, unknown> {
  const families = Object.keys(schema.shape)
    .filter((key) => key.endsWith('*'))
    .sort((one, other) => other.length - one.length);
  if (families.length === 0) return headers;
  const gathered = new Map<string, [string, unknown][]>(families.map((family) => [family, []]));
  const single: [string, unknown][] = [];
  for (const [name, value] of Object.entries(headers)) {
    const family = families.find((key) => name.startsWith(key.slice(0, -1)));
    if (family === undefined) single.push([name, value]);
    else gathered.get(family)!.push([name.slice(family.length - 1), value]);
  }
  for (const [family, members] of gathered) single.push([family, Object.fromEntries(members)]);
  return Object.fromEntries(single);
}
