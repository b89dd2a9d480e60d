import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';

/** Rows drawn above and below what is seen. */
const BESIDE = 12;
/** The range moves in steps of so many rows: scrolling a little draws nothing. */
const STEP = 8;

export interface Range {
  first: number;
  /** Excluded. */
  end: number;
}

/**
 * Which rows are in the window, of rows that all have one height. Whatever scrolls them: the page, a part of it, or the
 * window of a phone; a library for lists would have to be told which, and measures what needs no measuring here. `onLook` is told the rows.
 */
export function useVisibleRows(
  body: RefObject<HTMLElement | null>,
  total: number,
  rowHeight: number,
  onLook: (first: number, last: number) => void,
): Range {
  const [range, setRange] = useState<Range>({ first: 0, end: Math.min(total, 4 * STEP) });
  // After every drawing, too: what stands above the table may have grown.
  useLayoutEffect(() => {
    const look = () => {
      if (body.current === null) return;
      const { top } = body.current.getBoundingClientRect();
      const seen = rangeOf(-top / rowHeight, (innerHeight - top) / rowHeight, total);
      setRange((known) => (known.first === seen.first && known.end === seen.end ? known : seen));
    };
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    look();
    document.addEventListener('scroll', later, { capture: true, passive: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('scroll', later, { capture: true });
      removeEventListener('resize', later);
    };
  });
  const first = Math.min(range.first, total);
  const end = Math.min(range.end, total);
  useEffect(() => onLook(first, Math.max(first, end - 1)), [onLook, first, end]);
  return { first, end };
}

/** The rows to draw when those from `top` to `bottom` are seen. */
export function rangeOf(top: number, bottom: number, total: number): Range {
  const first = Math.floor((top - BESIDE) / STEP) * STEP;
  const end = Math.ceil((bottom + BESIDE) / STEP) * STEP;
  const within = (at: number) => Math.min(total, Math.max(0, at));
  return { first: within(first), end: within(end) };
}

/** The places to draw, in order: those of the range, and the one with the focus wherever it is, which must not go from under it. */
export function placesOf({ first, end }: Range, active: number | undefined, total: number): number[] {
  const places = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  if (active === undefined || active >= total || (active >= first && active < end)) return places;
  return active < first ? [active, ...places] : [...places, active];
}
