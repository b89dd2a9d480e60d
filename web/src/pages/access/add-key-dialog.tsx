import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { compute } from '../../api/services.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ActButton } from '../../parts/act-button.tsx';

const PUBLIC_KEY = /^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*/;

/** Adds a public key by pasting it. */
export function AddKeyDialog({ onClose, onAdded }: { onClose: () => void; onAdded: (name: string) => void }) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<{ name?: string; text?: string }>({});
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (/PRIVATE KEY/.test(text)) {
      return setFailure({
        text: 'This is the private half: it must stay with you. Paste the file that ends in .pub.',
      });
    }
    if (!PUBLIC_KEY.test(text.trim())) {
      return setFailure({
        text: 'This does not look like a public key, for example ssh-ed25519 AAAA… ada@laptop.',
      });
    }
    const chosen = name.trim() || text.trim().split(/\s+/)[2] || 'key';
    setWorking(true);
    try {
      await compute.createKeypair(chosen, text.trim());
      onAdded(chosen);
      onClose();
    } catch (error) {
      if (error instanceof ApiError && error.status === 409)
        setFailure({ name: `You already have a key called “${chosen}”.` });
      else setFailure({ text: error instanceof ApiError ? error.message : 'It did not work. Try again.' });
      setWorking(false);
    }
  }
  return (
    <Dialog title="Add an SSH key" size={520} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid" style={{ gap: 14 }}>
        <Textarea
          data-autofocus
          label="Public key"
          description="The text of a file such as ~/.ssh/id_ed25519.pub"
          rows={4}
          value={text}
          error={failure.text}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label="Name (optional)"
          placeholder="Laptop"
          value={name}
          error={failure.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActButton type="submit" loading={working}>
            Add key
          </ActButton>
        </div>
      </form>
    </Dialog>
  );
}
