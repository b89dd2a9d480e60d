const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people, as the original client writes them: `0B`, `2.5KiB`, `3GiB`; at most two decimals, no trailing zeros. */
export function formatSize(bytes: number | bigint): string {
  let size = Number(bytes);
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  // Rounding must not show 1024 of a unit that ends at 1023.99.
  const rounded =
    Math.abs(size) < 1024 ? Math.min(Math.abs(Number(size.toFixed(2))), 1023.99) * Math.sign(size) : size;
  return `${Number(rounded.toFixed(2))}${UNITS[unit]}`;
}
