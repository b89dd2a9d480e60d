/** Something of the frame that can be opened from anywhere, also before its script is there: it opens as soon as it is. */
function opener() {
  const listeners = new Set<() => void>();
  let asked = false;
  return {
    open(): void {
      asked = listeners.size === 0;
      for (const listener of listeners) listener();
    },
    /** Calls `listener` when it is asked for; returns how to stop. */
    onOpen(listener: () => void): () => void {
      listeners.add(listener);
      if (asked) listener();
      asked = false;
      return () => listeners.delete(listener);
    },
  };
}

export const { open: openPalette, onOpen: onOpenPalette } = opener();
export const { open: openKeyList, onOpen: onOpenKeyList } = opener();
