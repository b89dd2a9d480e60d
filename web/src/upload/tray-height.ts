import { useLayoutEffect, type RefObject } from 'react';

/** Tells the style sheets how much of the window the tray covers, so that lists can be scrolled past it. */
export function useTrayHeight(tray: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const element = tray.current;
    if (element === null) return undefined;
    const watch = new ResizeObserver(() => style.setProperty('--tray-height', `${element.offsetHeight}px`));
    watch.observe(element);
    return () => {
      watch.disconnect();
      style.removeProperty('--tray-height');
    };
  }, [tray]);
}
