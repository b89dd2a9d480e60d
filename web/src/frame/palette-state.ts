const listeners = new Set<() => void>();

/** Opens the command palette from anywhere. */
export function openPalette(): void {
  for (const listener of listeners) listener();
}

/** Calls `listener` when the palette is asked for; returns how to stop. */
export function onOpenPalette(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
