import { useEffect, useRef, useState } from 'react';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import { areasOf } from '../areas/areas.ts';
import type { Spoken } from '../areas/area.ts';

/** At most one sentence each five seconds (console 7.8): a screen reader is not talked over. */
const PAUSE_MS = 5_000;

/** Says what changes by itself, for those who cannot see it: what a thing does now. */
export function SpokenChanges() {
  // As text: looked through again only when it differs.
  const told = JSON.stringify(
    areasOf(useSession()).flatMap(({ useStates }, area) =>
      [...(useStates?.() ?? [])].map(([id, spoken]): [string, Spoken] => [`${area} ${id}`, spoken]),
    ),
  );
  const known = useRef<Map<string, Spoken>>(new Map());
  const spoken = useRef(-Infinity);
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    const states = JSON.parse(told) as [string, Spoken][];
    const changed = states.find(([key, { state }]) => {
      const before = known.current.get(key);
      return before !== undefined && before.state !== state;
    });
    known.current = new Map(states);
    if (changed === undefined || performance.now() - spoken.current < PAUSE_MS) return;
    spoken.current = performance.now();
    setSentence(say.isNow(changed[1]));
  }, [told]);
  return (
    <div className="visually-hidden" role="status">
      {sentence}
    </div>
  );
}
