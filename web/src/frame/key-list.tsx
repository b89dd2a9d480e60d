import { Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { keep, kept } from '../parts/kept.ts';
import { keyWords } from './page-keys.ts';
import { onOpenKeyList } from './palette-state.ts';

/** The keys of the console, and the switch for the single letters. */
export function KeyList() {
  const person = useSession();
  const [opened, setOpened] = useState(false);
  const [letters, setLetters] = useState(() => kept('single-keys') !== 'off');
  useEffect(() => onOpenKeyList(() => setOpened(true)), []);
  const switchLetters = (on: boolean) => {
    keep('single-keys', on ? 'on' : 'off');
    setLetters(on);
  };
  return (
    <Dialog opened={opened} onClose={() => setOpened(false)} title={say.keys} size={560}>
      <Switch
        label={say.singleLetters}
        description={say.singleLettersMeans}
        checked={letters}
        onChange={(event) => switchLetters(event.currentTarget.checked)}
      />
      <dl className="key-list">
        {keyWords(person).map(([keys, does]) => (
          <div key={keys} className="row">
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key} className="key">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
