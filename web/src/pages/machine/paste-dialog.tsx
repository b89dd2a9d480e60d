import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';

/** Takes text and has it typed on the machine's keyboard. */
export function PasteDialog({ onClose, type }: { onClose: () => void; type: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <Dialog title="Paste text" onClose={onClose}>
      <Textarea
        data-autofocus
        label="Text"
        description="It is typed for you, key by key, as if on the machine's own keyboard."
        minRows={4}
        autosize
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 16, justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
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
