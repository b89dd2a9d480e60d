import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { ACCOUNT_PAGES, MAIN_PAGES } from './pages.ts';

const PAIR_WITHIN = 1200;

/** The keys that work on every page (console 7.7): G and a letter goes, C makes, / filters; never inside fields. */
export function usePageKeys(): void {
  const navigate = useNavigate();
  const lastG = useRef(0);
  useHotkeys([
    ['c', () => void navigate({ to: '/machines/new' })],
    ['/', () => document.querySelector<HTMLInputElement>('[data-page-filter]')?.focus()],
    ['g', () => (lastG.current = performance.now())],
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inField =
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, select, canvas, [contenteditable]');
      if (inField !== null && inField !== false) return;
      if (performance.now() - lastG.current > PAIR_WITHIN) return;
      const page = [...MAIN_PAGES, ...ACCOUNT_PAGES].find(({ letter }) => letter === event.key.toLowerCase());
      if (page === undefined) return;
      lastG.current = 0;
      void navigate({ to: page.to });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
}
