import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { say } from '#text/frame';
import { useMachines } from '../live/machines.ts';
import { stateOf } from '../text/machine-words.ts';
import { plainName } from '../text/plain-name.ts';

/** At most one sentence each five seconds (console 7.8): a screen reader is not talked over. */
const PAUSE_MS = 5_000;

/** Says what changes by itself, for those who cannot see it: the newest change of a machine's state. */
export function SpokenChanges() {
  const { data } = useMachines(useQueryClient());
  const known = useRef<Map<number, string> | null>(null);
  const spoken = useRef(-Infinity);
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    if (data === undefined) return;
    // Without percentages: a build would else be spoken all the time.
    const words = new Map(
      data.list.map((machine) => [machine.id, stateOf(machine).word.replace(/ \d+%$/, '')]),
    );
    const changed = data.list.find(({ id }) => {
      const before = known.current?.get(id);
      return before !== undefined && before !== words.get(id);
    });
    known.current = words;
    if (changed === undefined || performance.now() - spoken.current < PAUSE_MS) return;
    spoken.current = performance.now();
    setSentence(say.machineIs({ machine: plainName(changed.name), state: stateOf(changed).word }));
  }, [data]);
  return (
    <div className="visually-hidden" role="status">
      {sentence}
    </div>
  );
}
