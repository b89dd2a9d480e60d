/** Bytes from `start` to before `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** More ranges than any honest reader asks for: the whole content is sent instead. */
const MAX_RANGES = 32;

/**
 * Reads a `Range` header: `all` when it is absent, malformed, or asks for more than the content is worth (over 32
 * ranges, or together more than the size); `unsatisfiable` when any part lies outside (spec/object-storage 2.4.2).
 */
export function parseRange(header: string | undefined, size: number): ByteRange[] | 'all' | 'unsatisfiable' {
  if (header === undefined) return 'all';
  const text = header.replaceAll(/\s/g, '').toLowerCase();
  if (!text.startsWith('bytes=')) return 'all';
  const items = text.slice('bytes='.length).split(',', MAX_RANGES + 1);
  if (items.length > MAX_RANGES) return 'all';
  const ranges: ByteRange[] = [];
  let outside = false;
  for (const item of items) {
    const match = /^(\d{0,16})-(\d{0,16})$/.exec(item);
    if (match === null || item === '-') return 'all';
    const range = rangeOf(match[1] ?? '', match[2] ?? '', size);
    if (range === 'malformed') return 'all';
    if (range === 'outside') outside = true;
    else ranges.push(range);
  }
  if (outside) return 'unsatisfiable';
  const merged = overlap(ranges) ? merge(ranges) : ranges;
  const total = merged.reduce((sum, { start, end }) => sum + end - start, 0);
  return total > size ? 'all' : merged;
}

function rangeOf(first: string, last: string, size: number): ByteRange | 'malformed' | 'outside' {
  if (first === '') {
    const length = Number(last);
    return length === 0 || length > size ? 'outside' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Number(last) + 1;
  if (last !== '' && Number(last) < start) return 'malformed';
  return start >= size || end > size ? 'outside' : { start, end };
}

function overlap(ranges: readonly ByteRange[]): boolean {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  return sorted.some(({ start }, index) => index > 0 && start < (sorted[index - 1]?.end ?? 0));
}

function merge(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: ByteRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}

/** Where a data update goes: at an offset, or at the end. */
export interface UpdateRange {
  start: number | 'end';
  /** Bytes to write, when the header says. */
  length: number | undefined;
  /** The size the object must have, which the update must not leave. */
  total: number | undefined;
}

/** Reads the `Content-Range` of a data update; a star for the range appends. Undefined when it is invalid (2.4.7). */
export function parseContentRange(header: string): UpdateRange | undefined {
  const match = /^bytes (?:(\d{1,16})-(\d{0,16})|(\*))\/(\d{1,16}|\*)$/.exec(header.trim());
  if (match === null) return undefined;
  const [, first, last, end, size = '*'] = match;
  const total = size === '*' ? undefined : Number(size);
  if (end !== undefined) return total === undefined ? { start: 'end', length: undefined, total } : undefined;
  const start = Number(first);
  const length = last === undefined || last === '' ? undefined : Number(last) - start + 1;
  if (length !== undefined && length < 1) return undefined;
  if (total !== undefined && (start >= total || start + (length ?? 0) > total)) return undefined;
  return { start, length, total };
}
