import { say } from '#text/file-actions';
import { noteProgress } from '../parts/undo-note.tsx';

/** More calls at once would keep the person's other calls waiting. */
const AT_ONCE = 3;

/**
 * Does something for each of many, three at once, with a note that counts and can end it. No more are begun when `act` answers
 * false; answers how many were begun, which are the first ones.
 */
export async function runMany<Item>(
  items: readonly Item[],
  act: (item: Item, at: number) => Promise<boolean>,
): Promise<number> {
  let begun = 0;
  let done = 0;
  let ended = false;
  const all = items.length;
  const progress =
    all > 1
      ? noteProgress(
          (count) => say.working({ done: count, all }),
          () => (ended = true),
        )
      : undefined;
  const work = async () => {
    for (let at = begun; !ended && at < all; at = begun) {
      begun += 1;
      if (!(await act(items[at] as Item, at))) ended = true;
      done += 1;
      progress?.note(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all) }, work));
  progress?.end();
  return begun;
}
