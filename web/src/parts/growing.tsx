import { useCallback, useEffect, useRef, useState } from 'react';
import { say } from '#text/parts';

const STEP = 60;

/** The first entries of a long list; more are drawn as one comes near their end, so that filtering stays quick. */
export function useGrowing<Entry>(entries: Entry[]): { shown: Entry[]; left: number; grow: () => void } {
  const [limit, setLimit] = useState(STEP);
  return {
    shown: entries.length <= limit ? entries : entries.slice(0, limit),
    left: Math.max(0, entries.length - limit),
    grow: useCallback(() => setLimit((now) => now + STEP), []),
  };
}

/** Stands at the end of a growing list: grows it when it comes into sight, and by its button. */
export function ShowMore({ left, grow }: { left: number; grow: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const watch = new IntersectionObserver(
      (seen) => seen.some(({ isIntersecting }) => isIntersecting) && grow(),
    );
    watch.observe(place.current);
    return () => watch.disconnect();
    // Looked at anew after each growth: what is still in sight goes on growing.
  }, [grow, left]);
  if (left === 0) return null;
  return (
    <div ref={place} className="pad centred">
      <button type="button" className="link" onClick={grow}>
        {say.showMore({ left })}
      </button>
    </div>
  );
}
