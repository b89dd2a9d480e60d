import { useState } from 'react';
import { keepInTab, keptInTab } from '../../parts/kept.ts';
import { type Extras, extrasOf, keptText } from './extras.ts';

/** The extras of the new machine. They are no part of the address, which others may see; the tab keeps them over a reload. */
export function useExtras(): { extras: Extras; changeExtras: (change: Partial<Extras>) => void } {
  const [extras, setExtras] = useState(() => extrasOf(keptInTab('new-machine')));
  return {
    extras,
    changeExtras(change) {
      const changed = { ...extras, ...change };
      setExtras(changed);
      keepInTab('new-machine', keptText(changed));
    },
  };
}

/** The machine is made: the next one begins without. */
export function forgetExtras(): void {
  keepInTab('new-machine', undefined);
}
