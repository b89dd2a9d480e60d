import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { say } from '#text/one-machine';
import { say as parts } from '#text/parts';
import { Dialog } from '../../parts/dialog.tsx';
import { plainName } from '../../text/plain-name.ts';
import { untypable } from './type-text.ts';

/** Takes text and has it typed on the machine's keyboard; nothing is typed while a part of it cannot be. */
export function PasteDialog({ onClose, type }: { onClose: () => void; type: (text: string) => void }) {
  const [text, setText] = useState('');
  const missing = untypable(text);
  return (
    <Dialog title={say.pasteText} onClose={onClose}>
      <Textarea
        data-autofocus
        label={say.text}
        description={say.typedForYou}
        minRows={4}
        autosize
        value={text}
        error={missing.length === 0 ? undefined : wordsFor(missing)}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row end-row dialog-buttons">
        <Button variant="default" onClick={onClose}>
          {parts.cancel}
        </Button>
        <Button
          disabled={text === '' || missing.length > 0}
          onClick={() => {
            onClose();
            type(text);
          }}
        >
          {say.typeIt}
        </Button>
      </div>
    </Dialog>
  );
}

const NAMED = 10;

function wordsFor(missing: string[]): string {
  const named = missing
    .slice(0, NAMED)
    .map((letter) => plainName(letter))
    .join(' ');
  const more = missing.length - NAMED;
  const letters = more > 0 ? say.andMore({ letters: named, count: more }) : named;
  return say.noKey({ count: missing.length, letters });
}
