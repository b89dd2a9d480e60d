import { useEffect, useState } from 'react';

/**
 * Gives the focus back, when what is open goes, to what had it when it came; of a menu that is gone by then, to what opened the
 * menu. (Mantine does so only for what stays in the page while it is closed.)
 */
export function useFocusBack(): void {
  const [before] = useState(() => {
    const menu = document.activeElement?.closest('[role=menu]');
    return document.getElementById(menu?.getAttribute('aria-labelledby') ?? '') ?? document.activeElement;
  });
  useEffect(
    () => () => {
      // What opened next has taken it already.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    },
    [before],
  );
}
