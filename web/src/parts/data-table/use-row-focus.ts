import { useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { onRowKey } from './row-keys.ts';
import type { Selection } from './use-selection.ts';
import type { Range } from './use-visible-rows.ts';

/** Rows that Page Up and Page Down go over. */
const PAGE = 10;
/** Fields that need the arrows and letters themselves. */
const OWN_KEYS = 'input:not([type=checkbox]), textarea, select, [role=menu]';

/**
 * Which row has the focus, and the keys that move it; a row that is not drawn is drawn first, then gets it. Another `question`
 * (order, filter, place) begins at its first row.
 */
export function useRowFocus<Row>(total: number, range: Range, selection: Selection<Row>, question: string) {
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<{ at: number; question: string }>();
  // Another order or filter has other rows at the same places.
  const active = focus?.question === question ? focus.at : undefined;
  // Known at once: the next key may come before the row of the last one is drawn.
  const latest = useRef(focus);
  const setActive = (at: number) => {
    latest.current = { at, question };
    setFocus(latest.current);
  };
  const activeNow = () => (latest.current?.question === question ? latest.current.at : undefined);
  const wanted = useRef(false);
  const go = (at: number) => {
    if (total === 0) return;
    wanted.current = true;
    setActive(Math.min(total - 1, Math.max(0, at)));
  };
  // Without a focus yet, the first key leads to the first row in sight.
  const step = (by: number) => {
    const from = activeNow();
    go(from === undefined ? Math.max(0, range.first) : from + by);
  };
  const shown = useRef(question);
  useLayoutEffect(() => {
    if (shown.current === question) return;
    shown.current = question;
    const top = table.current?.getBoundingClientRect().top ?? 0;
    if (top < 0) table.current?.scrollIntoView({ block: 'start' });
  }, [question]);
  useLayoutEffect(() => {
    if (!wanted.current || active === undefined) return;
    const row = table.current?.querySelector<HTMLElement>(`[aria-rowindex="${active + 2}"]`);
    const link = row?.querySelector<HTMLElement>('[data-row-link]') ?? row;
    link?.focus();
    // A row that is still on its way keeps the focus until its link is there.
    wanted.current = link === row;
  });
  const onFocus = ({ target }: FocusEvent) => {
    const row = target instanceof Element ? target.closest('[data-row]') : null;
    if (row !== null) setActive(Number(row.getAttribute('aria-rowindex')) - 2);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof Element) || event.target.closest(OWN_KEYS) !== null) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if (key === 'a' && (ctrlKey || metaKey)) selection.tickAll();
    else if (ctrlKey || metaKey || altKey) return;
    else if (key === 'ArrowDown') step(1);
    else if (key === 'ArrowUp') step(-1);
    else if (key === 'PageDown') step(PAGE);
    else if (key === 'PageUp') step(-PAGE);
    else if (key === 'Home') go(0);
    else if (key === 'End') go(total - 1);
    else return;
    event.preventDefault();
  };
  useLayoutEffect(() => {
    const element = table.current;
    if (element === null) return;
    const stop = onRowKey(element, ({ deed, range: ranged }) => {
      // At once, not when there is time: the next key is for the row that has the focus then, and else for the page.
      if (deed !== 'select') return flushSync(() => step(deed === 'next' ? 1 : -1));
      const at = activeNow();
      if (at !== undefined) selection.toggle(at, ranged);
    });
    element.addEventListener('focusin', onFocus);
    element.addEventListener('keydown', onKeyDown);
    return () => {
      stop();
      element.removeEventListener('focusin', onFocus);
      element.removeEventListener('keydown', onKeyDown);
    };
  });
  return { table, active };
}
