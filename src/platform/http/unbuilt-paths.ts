/** An address that clients know from elsewhere and that a service does not have yet. */
export interface UnbuiltPath {
  /** With `:name` for one segment and a final `*` for any number of them, also none. */
  path: string;
  /** Without it every method. */
  methods?: readonly string[];
  /** What is missing, as the subject of the sentence that tells of it. */
  what: string;
}

/** Finds what is missing at an address; undefined when it is not one of the rows, the first of which is taken. */
export function unbuiltAt(
  rows: readonly UnbuiltPath[],
): (method: string, path: string) => string | undefined {
  const known = rows.map(({ path, methods, what }) => ({ pattern: segmentsOf(path), methods, what }));
  return (method, path) => {
    const given = segmentsOf(path);
    return known.find(({ pattern, methods }) => (methods?.includes(method) ?? true) && fits(pattern, given))
      ?.what;
  };
}

/** A final slash says nothing. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function fits(pattern: readonly string[], given: readonly string[]): boolean {
  const open = pattern.at(-1) === '*';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? given.length < fixed.length : given.length !== fixed.length) return false;
  return fixed.every((segment, index) => segment.startsWith(':') || segment === given[index]);
}
