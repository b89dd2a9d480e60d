import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Draft } from './draft.ts';

/** The draft of the new machine: what the address held when the page came up, and from then on both change together. */
export function useDraft(): { draft: Draft; change: (change: Partial<Draft>) => void } {
  const kept = useSearch({ from: '/inside/machines/new' });
  const navigate = useNavigate({ from: '/machines/new' });
  // The address changes a moment later than a choice is made; an order must not be a letter behind.
  const [draft, setDraft] = useState(kept);
  return {
    draft,
    change(change) {
      setDraft((old) => ({ ...old, ...change }));
      void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
    },
  };
}
