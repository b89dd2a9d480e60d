import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { plainName } from '../../text/plain-name.ts';
import { untypable } from './type-text.ts';

/** Takes text and has it typed on the machine's keyboard; nothing is typed while a part of it cannot be. */
export function PasteDialog({ onClose, type }: { onClose: () => void; type: (text: string) => void }) {
  const [text, setText] = useState('');
  const missing = untypable(text);
  return (
    <Dialog title="Paste text" onClose={onClose}>
      <Textarea
        data-autofocus
        label="Text"
        description="It is typed for you, key by key, as if on the machine's own keyboard (American layout)."
        minRows={4}
        autosize
        value={text}
        error={missing.length === 0 ? undefined : wordsFor(missing)}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 16, justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={text === '' || missing.length > 0}
          onClick={() => {
            onClose();
            type(text);
          }}
        >
          Type it
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
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
  const many = missing.length > 1;
  return `That keyboard has no ${many ? 'keys' : 'key'} for ${named}${more}. Take ${many ? 'them' : 'it'} out: nothing is typed in part.`;
}
