/** Lets each account read so many long lists at a time; further ones wait their turn (C15). */
export interface ListSlots {
  /** Resolves when there is room; the result leaves again, and may be called more than once. */
  enter(account: string): Promise<() => void>;
}

/** Slots for `most` at a time. */
export function listSlots(most: number): ListSlots {
  const accounts = new Map<string, { inside: number; waiting: (() => void)[] }>();
  const leave = (account: string): void => {
    const entry = accounts.get(account)!;
    const next = entry.waiting.shift();
    if (next !== undefined) next();
    else if ((entry.inside -= 1) === 0) accounts.delete(account);
  };
  return {
    enter: async (account) => {
      const entry = accounts.get(account) ?? { inside: 0, waiting: [] };
      accounts.set(account, entry);
      if (entry.inside < most) entry.inside += 1;
      else await new Promise<void>((resolve) => entry.waiting.push(resolve));
      let left = false;
      return () => {
        if (!left) leave(account);
        left = true;
      };
    },
  };
}
