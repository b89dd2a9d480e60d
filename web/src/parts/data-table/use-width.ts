import { useLayoutEffect, useState, type RefObject } from 'react';

/** The width of an element in pixels, before the first paint and whenever it changes; 0 while it is not there. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  // After every drawing: the element may have come or gone.
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = () => setWidth(current.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(current);
    return () => watch.disconnect();
  });
  return width;
}
