/** Something of the frame that can be opened from anywhere. */
function opener() {
  const listeners = new Set<() => void>();
  return {
    open: () => listeners.forEach((listener) => listener()),
    /** Calls `listener` when it is asked for; returns how to stop. */
    onOpen(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const { open: openPalette, onOpen: onOpenPalette } = opener();
export const { open: openKeyList, onOpen: onOpenKeyList } = opener();
