import { useNavigate } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import type { Person } from '../api/session.ts';
import { kept } from '../parts/kept.ts';
import { openKeyList, openPalette } from './palette-state.ts';
import { belongsToPage, moveRow, openRowMenu, pageOf, pressKey, tickRow } from './page-keys.ts';

/** Milliseconds between the two as they were pressed: a page that is busy hears of both later. */
const PAIR_WITHIN = 1200;

/** The keys that work on every page (console 7.7). Single letters can be switched off (WCAG 2.1.4). */
export function usePageKeys(person: Person | null | undefined): void {
  const navigate = useNavigate();
  // Before the page is painted: who sees a row may press its key.
  useLayoutEffect(() => {
    let lastG = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return openPalette();
      }
      if (!belongsToPage(event) || kept('single-keys') === 'off') return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const page = person && event.timeStamp - lastG < PAIR_WITHIN ? pageOf(person, key) : undefined;
      lastG = key === 'g' ? event.timeStamp : -Infinity;
      if (page) void navigate({ to: page.to });
      else if (!act(key, event.shiftKey)) return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate, person]);
}

/** Does what the key stands for; false when it stands for nothing here. */
function act(key: string, shift: boolean): boolean {
  if (key === '?') openKeyList();
  else if (key === '/') document.querySelector<HTMLInputElement>('[data-page-filter]')?.focus();
  else if (key === 'j') moveRow(1);
  else if (key === 'k') moveRow(-1);
  else if (key === 'x') tickRow(shift);
  else if (key === '.') openRowMenu();
  else return /^([a-z[\]]|Delete|Backspace|Escape)$/.test(key) && pressKey(key);
  return true;
}
